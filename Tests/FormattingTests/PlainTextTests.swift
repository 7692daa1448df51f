import Formatting
import Model
import Testing

struct PlainTextTests {
  @Test(arguments: [
    ("**bold** and *it* and `code`", "bold and it and code"),
    ("# Title\n\nWords\nmore", "Title\n\nWords\nmore"),
    ("- one\n- two\n\n1. a\n2. b", "- one\n- two\n\n1. a\n2. b"),
    ("> said\n> twice\n\nanswer", "> said\n> twice\n\nanswer"),
    ("[site](https://a.example/x) <https://b.example>", "site (https://a.example/x) https://b.example"),
    ("```\nlet a = 1\n```\nend", "let a = 1\n\nend"), ("2 \\* 3 &amp; 4", "2 * 3 & 4"),
    ("snake_case_name", "snake_case_name"),
    ("", ""), ("- a\n  - b\n    c", "- a\n  - b\n    c"),
  ]) func readsMarkdown(markdown: String, plain: String) {
    #expect(PlainText.of(markdown, format: .markdown) == plain)
  }

  @Test(arguments: [
    ("<b>bold</b> &amp; <i>it</i><br>next", "bold & it\nnext"),
    (#"<a href="https://a.example/?x=1&amp;y">site</a>"#, "site (https://a.example/?x=1&y)"),
    ("<pre>a &lt; b</pre>&#8364;&#x20AC;", "a < b€€"),
  ]) func readsHTML(html: String, plain: String) {
    #expect(HTMLSubset.fault(in: html) == nil)
    #expect(PlainText.of(html, format: .html) == plain)
  }

  @Test(arguments: [
    "<b>open", "</b>", "<b><i>crossed</b></i>", "<script>x</script>", "a < b", "a & b", "&nothing;",
    "<b class='x'>y</b>",
    "<a>no address</a>", "<a href=\"javascript:x\">y</a>", "a > b", "<", "&#0;",
  ]) func saysWhatIsWrongWithHTML(html: String) {
    #expect(HTMLSubset.fault(in: html)?.message.isEmpty == false)
    // Words are never lost, whatever they are.
    #expect(!PlainText.of(html, format: .html).isEmpty || html == "</b>")
  }

  @Test func leavesPlainTextAlone() {
    #expect(PlainText.of("**x** <b>", format: .plain) == "**x** <b>")
  }
}
