/// A connector's process, as its supervision sees it: a child of the gateway, or what a test holds the other end of.
protocol SupervisedProcess: AnyObject, Sendable {
  var pid: Int32 { get }
  /// Becomes readable when the process has ended.
  var endSignal: Int32 { get }
  var link: FrameLink { get }
  /// Which call it was about to make when it last wrote that down; nil where it has nothing to write on.
  var reading: CallBoard.Reading? { get }
  /// How its link is, where it leads to a connector on another host.
  var linkReport: LinkReport? { get }
  /// Memory in use, in bytes.
  var residentBytes: UInt64? { get }
  /// How much it wants of the processors; nil where that cannot be known.
  var processorUse: ProcessorUse.Look? { get }
  /// Has its threads wait until nobody else wants the processors.
  func standBack()
  /// Where what it prints can be read; whoever takes it closes it. Nil where nobody listens.
  func takeOutput() -> Int32?

  func kill()
  /// How it has ended; nil while it runs. To be asked until it tells, once.
  func reap() -> ChildEnding?
  /// Waits until it has ended, and ends it where that takes longer than `milliseconds`.
  func end(after milliseconds: Int32) -> ChildEnding
}

extension SupervisedProcess {
  var linkReport: LinkReport? { nil }
  var processorUse: ProcessorUse.Look? { nil }
  func standBack() {}
}

extension ChildProcess: SupervisedProcess {
  var linkReport: LinkReport? { board.linkReport }

  var endSignal: Int32 { pidfd }

  var reading: CallBoard.Reading? { board.read() }
}
