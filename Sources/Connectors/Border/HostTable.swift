import CConnectorABI

/// The functions that connectors call; one table for the life of the process.
enum HostTable {
  // Safe to share: written once, before anybody sees it, and never freed.
  nonisolated(unsafe) static let pointer: UnsafePointer<c4a_host> = {
    let table = UnsafeMutablePointer<c4a_host>.allocate(capacity: 1)
    table.initialize(to: make())
    return UnsafePointer(table)
  }()

  private static func make() -> c4a_host {
    var host = c4a_host()
    host.size = UInt32(MemoryLayout<c4a_host>.size)
    host.abi = UInt32(C4A_ABI)
    host.log = { instance, operation, level, line in
      InstanceRegistry.find(instance)?.log(operation, level, line)
    }
    host.now = { clock in
      let clocks = CurrentInstance.get()?.clock ?? .system
      return clock == UInt32(C4A_CLOCK_MONOTONIC) ? clocks.monotonic() : clocks.realtime()
    }
    host.config_get = { instance, key, buffer, capacity, length in
      InstanceRegistry.find(instance)?.setting(key, buffer, capacity, length) ?? C4A_STALE
    }
    host.state_get = { instance, key, buffer, capacity, length in
      InstanceRegistry.find(instance)?.keptValue(key, buffer, capacity, length) ?? C4A_STALE
    }
    host.state_set = { instance, cause, key, value in
      InstanceRegistry.find(instance)?.keep(cause, key, value) ?? C4A_STALE
    }
    host.emit = { instance, cause, event in
      InstanceRegistry.find(instance)?.emit(cause, event) ?? C4A_STALE
    }
    host.complete = { operation, result in
      InstanceRegistry.find(operation)?.complete(operation, result) ?? C4A_STALE
    }
    host.respond = { operation, response in
      InstanceRegistry.find(operation)?.respond(operation, response) ?? C4A_STALE
    }
    host.http = { instance, request, callback, user, token in
      InstanceRegistry.find(instance)?.http(request, callback, user, token) ?? C4A_STALE
    }
    host.timer = { instance, delay, callback, user, token in
      InstanceRegistry.find(instance)?.timer(delay, callback, user, token) ?? C4A_STALE
    }
    host.abort = { operation in InstanceRegistry.find(operation)?.abort(operation) ?? C4A_STALE }
    host.file_read = { file, offset, buffer, capacity, length in
      InstanceRegistry.find(file)?.readFile(file, offset, buffer, capacity, length) ?? C4A_STALE
    }
    host.post = { instance, callback, user in
      InstanceRegistry.find(instance)?.post(callback, user) ?? C4A_STALE
    }
    host.metric = { instance, name, kind, value in
      InstanceRegistry.find(instance)?.metric(name, kind, value) ?? C4A_STALE
    }
    host.get_extension = { _ in nil }
    return host
  }
}
