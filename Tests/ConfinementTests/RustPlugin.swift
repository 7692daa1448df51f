import Foundation

/// A library in Rust that starts threads, hashes and measures time when it is called.
enum RustPlugin {
  /// nil where there is none.
  static let compiler = ProcessInfo.processInfo.environment["PATH"]?
    .split(separator: ":").map { "\($0)/rustc" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  private static let source = """
    use std::{collections::HashMap, ffi::c_void, sync::mpsc, thread, time::Instant};

    #[no_mangle]
    pub extern "C" fn chat4all_plugin_v1(_host_abi: u32) -> *const c_void {
        static FOUND: u8 = 1;
        let began = Instant::now();
        let (sender, receiver) = mpsc::channel();
        let worker = thread::spawn(move || {
            let words: HashMap<String, usize> = (0..100).map(|n| (n.to_string(), n)).collect();
            sender.send(words["42"]).unwrap();
        });
        worker.join().unwrap();
        let right = receiver.recv().unwrap() == 42 && began.elapsed().as_secs() < 60;
        if right { &FOUND as *const u8 as *const c_void } else { std::ptr::null() }
    }
    """

  /// Builds it in `folder`; returns its path.
  static func build(in folder: URL) throws -> String {
    let file = folder.appending(path: "plugin.rs")
    try Data(source.utf8).write(to: file)
    let library = folder.appending(path: "libplugin.so").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: compiler ?? "")
    process.arguments = ["--edition", "2021", "--crate-type", "cdylib", "-o", library, file.path]
    try process.run()
    process.waitUntilExit()
    return library
  }
}
