import CConnectorABI
import Connectors
import JSON

/// The host's functions as a connector gets them from the bench.
enum BenchTable {
  /// The functions; its size is set where it is placed.
  static func make(abi: UInt32) -> c4a_host {
    var host = c4a_host()
    host.abi = abi
    host.log = { Bench.shared.log($0, $1, $2, $3) }
    host.now = { Bench.shared.now($0) }
    host.config_get = { Bench.shared.setting($0, $1, $2, $3, $4) }
    host.state_get = { Bench.shared.kept($0, $1, $2, $3, $4) }
    host.state_set = { Bench.shared.keep($0, $1, $2, $3) }
    host.emit = { Bench.shared.emit($0, $1, $2) }
    host.complete = { Bench.shared.complete($0, $1) }
    host.respond = { Bench.shared.respond($0, $1) }
    host.http = { Bench.shared.http($0, $1, $2, $3, $4) }
    host.timer = { Bench.shared.timer($0, $1, $2, $3, $4) }
    host.abort = { Bench.shared.abort($0) }
    host.file_read = { Bench.shared.readFile($0, $1, $2, $3, $4) }
    host.post = { Bench.shared.post($0, $1, $2) }
    host.metric = { Bench.shared.metric($0, $1, $2, $3) }
    host.get_extension = { _ in nil }
    return host
  }
}
