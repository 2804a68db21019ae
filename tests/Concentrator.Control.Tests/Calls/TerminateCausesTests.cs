using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Protocol.L2tp;
using Xunit;
using static Concentrator.Protocol.L2tp.DisconnectDirection;
using static Concentrator.Protocol.L2tp.PppDisconnectCode;

namespace Concentrator.Control.Tests.Calls;

/// <summary>RFC 3145 section 3 and RFC 2661 section 4.4.2 in the words of RFC 2866 section 5.10.</summary>
public class TerminateCausesTests
{
    [Theory]
    [InlineData(NoInformation, Global, null)]
    [InlineData(Administrative, Global, TerminateCause.AdminReset)]
    [InlineData(LcpRenegotiationDisabled, Global, TerminateCause.ServiceUnavailable)]
    [InlineData(NormalDisconnection, AtPeer, TerminateCause.UserRequest)]
    [InlineData(NormalDisconnection, AtLocal, TerminateCause.NasRequest)]
    [InlineData(EncryptionRefused, AtPeer, TerminateCause.UserError)]
    [InlineData(EncryptionRefused, AtLocal, TerminateCause.ServiceUnavailable)]
    [InlineData(LcpTimeout, Global, TerminateCause.LostCarrier)]
    [InlineData(NoLcpPackets, Global, TerminateCause.LostCarrier)]
    [InlineData(LinkLoopedBack, Global, TerminateCause.PortError)]
    [InlineData(EchoTimeout, Global, TerminateCause.LostCarrier)]
    [InlineData(UnexpectedEndpointDiscriminator, Global, TerminateCause.UserError)]
    [InlineData(UnexpectedMrru, Global, TerminateCause.UserError)]
    [InlineData(UnexpectedShortSequenceNumber, Global, TerminateCause.UserError)]
    [InlineData(CallBackRefused, AtPeer, TerminateCause.UserError)]
    [InlineData(CallBackRefused, AtLocal, TerminateCause.ServiceUnavailable)]
    [InlineData(AuthenticationTimeout, Global, TerminateCause.UserError)]
    [InlineData(UnexpectedAuthenticatedName, Global, TerminateCause.UserError)]
    [InlineData(AuthenticationProtocolUnacceptable, AtPeer, TerminateCause.UserError)]
    [InlineData(AuthenticationProtocolUnacceptable, AtLocal, TerminateCause.ServiceUnavailable)]
    [InlineData(AuthenticationFailed, AtPeer, TerminateCause.UserError)]
    [InlineData(AuthenticationFailed, AtLocal, TerminateCause.ServiceUnavailable)]
    [InlineData(NcpTimeout, Global, TerminateCause.ServiceUnavailable)]
    [InlineData(NoNcpAvailable, Global, TerminateCause.ServiceUnavailable)]
    [InlineData(NoAcceptableAddress, AtPeer, TerminateCause.ServiceUnavailable)]
    [InlineData(NoPermittedAddress, AtPeer, TerminateCause.UserError)]
    [InlineData(NoPermittedAddress, AtLocal, TerminateCause.ServiceUnavailable)]
    [InlineData((PppDisconnectCode)21, Global, null)]
    public void Disconnect_cause_should_be_told_in_the_words_of_accounting(PppDisconnectCode code, DisconnectDirection direction, TerminateCause? cause) =>
        Assert.Equal(cause, TerminateCauses.Of(new PppDisconnectCause(code, Direction: direction)));

    [Theory]
    [InlineData(CdnResult.LossOfCarrier, null, TerminateCause.LostCarrier)]
    [InlineData(CdnResult.GeneralError, GeneralError.UnknownMandatoryAvp, TerminateCause.NasError)]
    [InlineData(CdnResult.GeneralError, GeneralError.InsufficientResources, TerminateCause.ServiceUnavailable)]
    [InlineData(CdnResult.Administrative, null, TerminateCause.AdminReset)]
    [InlineData(CdnResult.NoFacilitiesTemporarily, null, TerminateCause.ServiceUnavailable)]
    [InlineData(CdnResult.NoFacilitiesPermanently, null, TerminateCause.ServiceUnavailable)]
    [InlineData(CdnResult.InvalidDestination, null, TerminateCause.ServiceUnavailable)]
    [InlineData(CdnResult.NoCarrier, null, TerminateCause.LostCarrier)]
    [InlineData(CdnResult.Busy, null, TerminateCause.LostCarrier)]
    [InlineData(CdnResult.NoDialTone, null, TerminateCause.PortError)]
    [InlineData(CdnResult.EstablishmentTimeout, null, TerminateCause.LostService)]
    [InlineData(CdnResult.NoFraming, null, TerminateCause.PortError)]
    [InlineData(CdnResult.DiffServ, null, TerminateCause.ServiceUnavailable)]
    [InlineData((CdnResult)0, null, TerminateCause.NasError)]
    public void Result_should_be_told_in_the_words_of_accounting(CdnResult result, GeneralError? error, TerminateCause cause) =>
        Assert.Equal(cause, TerminateCauses.Of(new ResultCode(result, error)));

    [Theory]
    [InlineData(EchoTimeout, CdnResult.Administrative, TerminateCause.LostCarrier)]   // what PPP says goes before
    [InlineData(NoInformation, CdnResult.Administrative, TerminateCause.AdminReset)]
    public void Cause_should_go_before_the_result_of_the_same_cdn(PppDisconnectCode code, CdnResult result, TerminateCause cause) =>
        Assert.Equal(cause, TerminateCauses.Of(new CallEnd(EndedBy.Peer, new ResultCode(result), Cause: null, "", new PppDisconnectCause(code))));

    [Fact]
    public void Call_that_ends_with_its_tunnel_should_be_lost_service() =>
        Assert.Equal(TerminateCause.LostService, TerminateCauses.Of(new CallEnd(EndedBy.Lost, Result: null, Cause: null, "tunnel")));
}
