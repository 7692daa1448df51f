import Glibc

/// The instance whose thread this is.
enum CurrentInstance {
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let status = pthread_key_create(&key, nil)
    precondition(status == 0, "no thread-specific storage")
    return key
  }()

  /// Borrowed: the thread itself keeps the instance alive.
  static func set(_ instance: ConnectorInstance?) {
    pthread_setspecific(key, instance.map { UnsafeRawPointer(Unmanaged.passUnretained($0).toOpaque()) })
  }

  static func get() -> ConnectorInstance? {
    pthread_getspecific(key).map { Unmanaged<ConnectorInstance>.fromOpaque($0).takeUnretainedValue() }
  }
}
