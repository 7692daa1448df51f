import ConnectorSDK
import Testing

struct HMACSHA256Tests {
  /// RFC 4231, test cases 1, 2 and 6.
  @Test(arguments: [
    (
      [UInt8](repeating: 0x0B, count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ]) func signsAsTheRFCHasIt(key: [UInt8], message: String, expected: String) {
    #expect(HMACSHA256.hexadecimal(HMACSHA256.code(of: Array(message.utf8), key: key)) == expected)
  }

  /// Where the padding of the hash changes.
  @Test(arguments: [
    (0, "8bb990c40a7d61cb97597a942125025be50ac8beb74436e3735b98893a7f6620"),
    (55, "07bd44eaa48cbcf16dc8eb66fbcb0c1244d5316b81552a2dc781a4880d9720cb"),
    (56, "96ab989b9bc158bcda63f207a1a30d16281c67433e8b7c0209e92739cd356f1c"),
    (63, "81d318aa3cc9119207f13d6121135c1a066970b49f7b894d0ca14300bd5d424f"),
    (64, "d18288d7007ddece4ff3fec9adcc0570322db9a0bcf35667424fb130545b5aed"),
    (119, "d926b138a9cd678c6aa5ec4181a169c157b50f7b97376a13f070f6d1370c7cc6"),
    (120, "e60f17bd5e0ba4aa5fc23896fdf13a3289d535b2d55618243827c2f1d266867a"),
  ]) func padsLengthsAroundABlock(length: Int, expected: String) {
    let message = [UInt8](repeating: 0, count: length)
    #expect(HMACSHA256.hexadecimal(HMACSHA256.code(of: message, key: Array("k".utf8))) == expected)
  }

  @Test func takesTheRightSignatureAndNoOther() {
    let body = Array("body".utf8)
    let good = "sha256=" + HMACSHA256.hexadecimal(HMACSHA256.code(of: body, key: Array("key".utf8)))
    #expect(HMACSHA256.fits(good, prefix: "sha256=", key: "key", of: body))
    for wrong in [
      nil, "", "sha256=", String(good.dropLast()), good + "0", good.uppercased(), String(good.dropFirst(7)),
    ] {
      #expect(!HMACSHA256.fits(wrong, prefix: "sha256=", key: "key", of: body))
    }
    #expect(!HMACSHA256.fits(good, prefix: "sha256=", key: "other", of: body))
    #expect(!HMACSHA256.fits(good, prefix: "sha256=", key: "", of: body))
  }
}
