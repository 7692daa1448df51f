//! JSON and signatures.

use chat4all_connector::hmac;
use chat4all_connector::json::{self, Value, object, parse};

#[test]
fn reads_what_it_writes() {
    let value =
        parse(br#" {"a":"x\n\"\u00e9\ud83d\ude00","b":[1,-2.5e3,true,null,{}],"c":{"a":"inner"},"a":"second"} "#)
            .unwrap();
    assert_eq!(value.text("a"), "x\n\"\u{e9}\u{1F600}");
    assert_eq!(value.get("c").unwrap().text("a"), "inner");
    assert_eq!(parse(value.to_string().as_bytes()), Some(value));
    assert_eq!(object([("to", "+55"), ("text", "a\u{1}\\")]).to_string(), r#"{"to":"+55","text":"a\u0001\\"}"#);
}

#[test]
fn refuses_what_is_no_json() {
    for broken in
        ["", "{", "[1,]", "{\"a\"}", "\"\\u12\"", "\"\n\"", "tru", "1 2", "{\"a\":1,}", "\"\\x\"", "- 1", "nan"]
    {
        assert_eq!(parse(broken.as_bytes()), None, "{broken}");
    }
    assert_eq!(parse("[".repeat(100_000).as_bytes()), None);
}

#[test]
fn mends_what_cannot_be_text() {
    assert_eq!(parse(br#""a\ud800b\u0000c""#), Some(Value::Text("a\u{FFFD}b\u{FFFD}c".into())));
    assert_eq!(parse(b"\"\xff\""), Some(Value::Text("\u{FFFD}".into())));
    assert_eq!(json::parse(br#"{"n":12}"#).unwrap().integer("n"), Some(12));
}

/// RFC 4231, test cases 1, 2 and 6.
#[test]
fn signs_as_the_rfc_has_it() {
    let cases: [(&[u8], &[u8], &str); 3] = [
        (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ];
    for (key, message, expected) in cases {
        assert_eq!(hmac::hex(&hmac::sha256_mac(key, message)), expected);
        assert!(hmac::fits(&format!("sha256={expected}"), "sha256=", key, message));
    }
}

#[test]
fn takes_no_other_signature() {
    let good = hmac::hex(&hmac::sha256_mac(b"key", b"body"));
    assert!(hmac::fits(&good, "", b"key", b"body"));
    for (given, key) in
        [("", "key"), (&good[1..], "key"), (&good.to_uppercase(), "key"), (&*good, "other"), (&*good, "")]
    {
        assert!(!hmac::fits(given, "", key.as_bytes(), b"body"));
    }
}

/// Where the padding of the hash changes; the expected ones are Python's.
#[test]
fn lengths_around_a_block_are_padded_right() {
    let cases = [
        (0, "8bb990c40a7d61cb97597a942125025be50ac8beb74436e3735b98893a7f6620"),
        (55, "07bd44eaa48cbcf16dc8eb66fbcb0c1244d5316b81552a2dc781a4880d9720cb"),
        (56, "96ab989b9bc158bcda63f207a1a30d16281c67433e8b7c0209e92739cd356f1c"),
        (63, "81d318aa3cc9119207f13d6121135c1a066970b49f7b894d0ca14300bd5d424f"),
        (64, "d18288d7007ddece4ff3fec9adcc0570322db9a0bcf35667424fb130545b5aed"),
        (119, "d926b138a9cd678c6aa5ec4181a169c157b50f7b97376a13f070f6d1370c7cc6"),
        (120, "e60f17bd5e0ba4aa5fc23896fdf13a3289d535b2d55618243827c2f1d266867a"),
    ];
    for (length, expected) in cases {
        assert_eq!(hmac::hex(&hmac::sha256_mac(b"k", &vec![0; length])), expected, "{length} bytes");
    }
}
