import HummingbirdCore
import Logging
import Model
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Sets up each accepted connection: the HTTP codec, our own handler, and behind it Hummingbird's request loop.
///
/// Hummingbird's HTTP1Channel would put its handlers behind a conversion of every head to other types and back;
/// here a send is answered before that.
struct RestChannel: HTTPChannelHandler {
  typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

  let responder: Responder
  let shortWay: ShortWay

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let configuration = shortWay.edge.configuration
      var decoderLimits = NIOHTTPDecoderLimitConfiguration()
      decoderLimits.maxHeaderFieldSize = configuration.maxHeaderSize
      decoderLimits.maxHeaderListSize = configuration.maxHeaderSize * 2
      decoderLimits.maxHeaderFieldCount = configuration.maxHeaderCount
      let pipeline = channel.pipeline.syncOperations
      try pipeline.configureHTTPServerPipeline(
        withPipeliningAssistance: false,
        withErrorHandling: false,
        withOutboundHeaderValidation: false,
        withEncoderConfiguration: .init(),
        withDecoderLimitConfiguration: decoderLimits
      )
      try pipeline.addHandler(
        ConnectionHandler(shortWay, limits: .init(configuration), now: channel.eventLoop.now)
      )
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      return try NIOAsyncChannel(
        wrappingChannelSynchronously: channel,
        configuration: .init(isOutboundHalfClosureEnabled: true)
      )
    }
  }

  func handle(value: Value, logger: Logger) async {
    await handleHTTP(asyncChannel: value, logger: logger)
  }
}

extension ConnectionState.Limits {
  init(_ configuration: RestConfiguration) {
    self.init(
      body: configuration.bodyLimit,
      held: configuration.pipelineLimit,
      requestTimeout: .microseconds(configuration.requestTimeout.microseconds),
      idleTimeout: .microseconds(configuration.idleTimeout.microseconds)
    )
  }
}
