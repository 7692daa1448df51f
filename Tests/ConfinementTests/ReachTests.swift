import Confinement
import Foundation
import Glibc
import Testing

/// The network, other processes, the kernel, and ways back.
@Suite struct ReachTests {
  @Test(arguments: [
    "tcp_socket", "udp_socket", "unix_socket", "netlink_socket", "socket_pair", "connect_given", "bind_given",
    "listen_given", "accept_given",
  ])
  func thereIsNoNetwork(attempt: String) throws {
    var sockets: [Int32] = [0, 0]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &sockets) == 0)
    let ends = sockets.map { FileHandle(fileDescriptor: $0, closeOnDealloc: true) }
    var probe = Probe()
    probe.standardInput = ends[0]
    let finding = try probe.attempt(attempt)
    #expect(finding.outcome == EPERM)
    #expect(finding.enforced.contains("network"))
  }

  @Test(
    .enabled(if: Kernel.isRoot || Kernel.hasUserNamespaces, "this kernel gives this user no namespaces"),
    arguments: ["-", "65534:65534"])
  func itsNetworkIsAnEmptyOne(user: String) throws {
    let finding = try Probe(user: user).attempt("nothing")
    #expect(finding.hasOwnNetwork)
    #expect(finding.enforced.contains("namespaces"))
    #expect(try Probe(level: .off).attempt("nothing").hasOwnNetwork == false)
  }

  @Test(arguments: [
    ("fork", EPERM), ("clone_process", EPERM), ("clone3_process", ENOSYS), ("spawn_program", EPERM),
    ("execute", EPERM), ("leave_session", EPERM),
  ])
  func noProcessCanBeStarted(attempt: String, failure: Int32) throws {
    let finding = try Probe().attempt(attempt)
    #expect(finding.outcome == failure)
    #expect(finding.enforced.contains("processes"))
  }

  @Test(arguments: [
    "signal_parent", "signal_everybody", "signal_group", "signal_thread_of_parent", "open_parent", "trace_parent",
    "read_parent", "limit_parent", "slow_parent", "pin_parent", "own_by_parent",
  ])
  func noOtherProcessCanBeReached(attempt: String) throws {
    #expect(try Probe().attempt(attempt).outcome == EPERM)
  }

  @Test(arguments: [
    "make_user_namespace", "make_mount_namespace", "join_namespace", "mount_something", "change_root",
    "change_folder", "become_root", "use_keys", "load_program", "make_ring", "measure_events", "handle_faults",
    "change_host_name", "load_filter", "type_on_terminal",
  ])
  func theRestOfTheKernelIsOutOfReach(attempt: String) throws {
    let finding = try Probe().attempt(attempt)
    #expect(finding.outcome == EPERM)
    #expect(finding.enforced.contains("kernel"))
  }

  @Test func whatIsNotListedDoesNotExist() throws {
    #expect(try Probe().attempt("unknown_call").outcome == ENOSYS)
  }

  #if arch(x86_64)
    @Test func callsByTheConventionOfOtherProcessorsEndTheProcess() throws {
      #expect(try Probe().attempt("call_as_32_bit").signal == SIGSYS)
    }
  #endif

  @Test func nobodyOfTheSameUserCanLookIntoIt() throws {
    let finding = try Probe().attempt("is_inspectable")
    #expect(finding.outcome == EPERM)
    #expect(finding.enforced.contains("inspection"))
    #expect(try Probe().attempt("may_dump_core").outcome == EPERM)
    #expect(try Probe().attempt("be_inspectable").outcome == EPERM)
  }

  @Test(.enabled(if: Kernel.isRoot, "only root can become somebody else"))
  func rootBecomesWhoWasNamed() throws {
    let probe = Probe(level: .bestEffort, user: "65534:65534")
    let finding = try probe.attempt("become_root")
    #expect(finding.enforced.contains("privileges"))
    #expect(finding.outcome == EPERM)
  }

  @Test(.enabled(if: !Kernel.isRoot, "root can become somebody else"))
  func othersCannotAndSaySo() throws {
    let finding = try Probe(user: "65534:65534").attempt("nothing")
    #expect(finding.unavailable["privileges"] != nil)
  }

  @Test func requiredConfinementIsRefusedWhereItIsNotWhole() throws {
    // Root without another user has no limit of threads; nobody but root can have another user.
    let finding = try Probe(level: .required, user: Kernel.isRoot ? "-" : "65534:65534").attempt("nothing")
    #expect(finding.refusal?.hasPrefix("confinement is required, but lacks ") == true)
    #expect(finding.outcome == nil)
  }

  @Test(.enabled(if: Kernel.hasLandlock && Kernel.hasUserNamespaces, "this kernel has no Landlock or user namespaces"))
  func requiredConfinementIsToBeHad() throws {
    let finding = try Probe(level: .required, user: Kernel.isRoot ? "65534:65534" : "-").attempt("nothing")
    #expect(finding.refusal == nil)
    #expect(finding.unavailable == [:])
    #expect(finding.outcome == 0)
  }

  @Test func offTakesNothingAway() throws {
    let finding = try Probe(level: .off).attempt("fork")
    #expect(finding.outcome == 0)
    #expect(finding.enforced.isEmpty)
  }
}
