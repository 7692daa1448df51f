import CConnectorABI
import Synchronization

/// One account's connector, and the tasks that work for it.
///
/// The host holds it between create and destroy. Each operation is a task that ends it exactly once, with what the
/// connector returned or threw.
final class Instance: Sendable {
  let host: Host
  let connector: any Connector
  private let textSender: (any TextSending)?
  private let tasks = Mutex<[c4a_op: Task<Void, Never>]>([:])

  init(_ connector: any Connector, _ host: Host) {
    self.connector = connector
    self.host = host
    textSender = connector as? any TextSending
  }

  /// The instance that `create` made.
  static func of(_ context: UnsafeMutableRawPointer?) -> Instance? {
    context.map { Unmanaged<Instance>.fromOpaque($0).takeUnretainedValue() }
  }

  func connect(_ op: c4a_op) {
    perform(op) { [self] in
      do throws(ConnectorError) {
        try await connector.connect()
        host.complete(op, nil)
      } catch {
        host.complete(op, error)
      }
    }
  }

  func health(_ op: c4a_op) {
    guard let reporter = connector as? any HealthReporting else { return host.complete(op, nil) }
    perform(op) { [host] in
      do throws(ConnectorError) {
        try await reporter.health()
        host.complete(op, nil)
      } catch {
        host.complete(op, error)
      }
    }
  }

  func sendText(_ op: c4a_op, _ raw: UnsafePointer<c4a_message>?) {
    guard let textSender, let message = TextMessage(raw) else { return reject(op) }
    perform(op) { [host] in
      do throws(ConnectorError) {
        host.complete(op, .success(try await textSender.sendText(message)))
      } catch {
        host.complete(op, error)
      }
    }
  }

  func sendFile(_ op: c4a_op, _ raw: UnsafePointer<c4a_file_message>?) {
    guard let sender = connector as? any FileSending, let message = FileMessage(raw) else { return reject(op) }
    perform(op) { [host] in
      do throws(ConnectorError) {
        host.complete(op, .success(try await sender.sendFile(message)))
      } catch {
        host.complete(op, error)
      }
    }
  }

  func onWebhookEvent(_ op: c4a_op, _ raw: UnsafePointer<c4a_webhook_request>?) {
    guard let receiver = connector as? any WebhookReceiving, let request = WebhookRequest(raw) else {
      return reject(op)
    }
    perform(op, isWebhook: true) { [host] in
      do throws(ConnectorError) {
        host.respond(op, try await receiver.onWebhookEvent(request))
      } catch {
        host.complete(op, error)
      }
    }
  }

  /// The task hears of it where it waits for the host, and then ends the operation.
  func cancel(_ op: c4a_op) {
    host.executor.enter { tasks.withLock { $0[op] }?.cancel() }
  }

  func disconnect(_ op: c4a_op) {
    let open = tasks.withLock { Array($0.values) }
    for task in open { task.cancel() }
    perform(op) { [self] in
      for task in open { await task.value }
      await connector.disconnect()
      host.complete(op, nil)
    }
  }

  /// The last call: the host has called all callbacks, so nothing that waited for it is left.
  func close() {
    host.executor.enter {
      for task in tasks.withLock({ Array($0.values) }) { task.cancel() }
    }
    host.executor.close()
  }

  func perform(_ op: c4a_op, isWebhook: Bool = false, _ work: @escaping @Sendable () async -> Void) {
    host.executor.enter {
      let task = Task(executorPreference: host.executor) { [self] in
        await CurrentOperation.$value.withValue(CurrentOperation(token: op, isWebhook: isWebhook), operation: work)
        tasks.withLock { _ = $0.removeValue(forKey: op) }
      }
      // It begins when this closure has returned.
      tasks.withLock { $0[op] = task }
    }
  }

  func reject(_ op: c4a_op) {
    host.complete(op, ConnectorError(.init(rawValue: C4A_INVALID), "the host passed what is no such operation"))
  }
}
