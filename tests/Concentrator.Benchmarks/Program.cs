using Concentrator.Benchmarks;

if (args is not ["timeouts"])
{
    Console.Error.WriteLine("what is to be measured: timeouts (retransmission timers, in virtual time)");
    return 2;
}

TimeoutTable.Write(Console.Out);
return 0;
