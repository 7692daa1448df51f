import Formatting
import Model
import Routing

extension LaneItem {
  /// A message's words as they go to its connector: as the channel can show them, with a line in front that quotes what they
  /// answer where it cannot show that, and with the author's name where it has to be said.
  ///
  /// - Parameter showsReply: The channel shows what it answers.
  func words(for traits: ChannelTraits, showsReply: Bool) -> WrittenText {
    var written = WrittenText(text, format).readable(traits)
    let excerpt = showsReply ? nil : quotedText
    if let excerpt {
      written = WrittenText(DegradedText.reply(written.readable([]).text, to: excerpt), .plain)
    }
    guard let author = delivery.author else { return written }
    return AuthorLine.of(author, before: written, quotes: excerpt != nil)
  }
}
