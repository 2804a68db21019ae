#!/usr/bin/perl
# A telephone and its modem, the program of a line: where there are options in /run/phone.FIRST-DIGIT pppd answers with them, else the number is engaged.
# In Perl, since bash's read changes the terminal that pppd is to have.
use strict;

my $command = '';
while (sysread(STDIN, my $octet, 1)) {
    if ($octet ne "\r") { $command .= $octet; next }
    if ($command eq 'ATZ') { syswrite(STDOUT, "OK\r\n") }
    elsif ($command =~ /^ATDT(\d)/ && -e "/run/phone.$1") {
        syswrite(STDOUT, "CONNECT 33600\r\n");
        exec 'ip', 'netns', 'exec', 'phone', 'pppd', 'file', "/run/phone.$1";
    }
    else { syswrite(STDOUT, "BUSY\r\n") }
    $command = '';
}
