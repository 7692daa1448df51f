import Testing

@testable import Gateway

@Suite struct OwnerMailboxTests {
  @Test func whatComesWhileTheOwnerDoesNotListenIsThereWhenItDoes() {
    let mailbox = OwnerMailbox()
    #expect(mailbox.listen(toInbox: false))
    mailbox.inboxChanged()
    #expect(mailbox.listen(toInbox: false))
    #expect(!mailbox.listen(toInbox: true))
    #expect(mailbox.take().hasInbox)
    #expect(mailbox.listen(toInbox: true))
  }

  @Test func anOwnerThatListensIsWoken() async {
    let mailbox = OwnerMailbox()
    #expect(mailbox.listen(toInbox: true))
    mailbox.inboxChanged()
    await mailbox.signal.sleep(for: .seconds(60))
    #expect(mailbox.take().hasInbox)
  }
}
