//! HMAC-SHA256 (RFC 2104, FIPS 180-4), by which most platforms sign their callbacks.

const KEYS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
    0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
    0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
    0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
];

fn block(state: &mut [u32; 8], bytes: &[u8]) {
    let mut w = [0_u32; 64];
    for (word, bytes) in w.iter_mut().zip(bytes.chunks_exact(4)) {
        *word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    for i in 16..64 {
        let (a, b) = (w[i - 15], w[i - 2]);
        let one = a.rotate_right(7) ^ a.rotate_right(18) ^ (a >> 3);
        let two = b.rotate_right(17) ^ b.rotate_right(19) ^ (b >> 10);
        w[i] = w[i - 16].wrapping_add(one).wrapping_add(w[i - 7]).wrapping_add(two);
    }
    let mut v = *state;
    for i in 0..64 {
        let one = (v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25))
            .wrapping_add(v[7])
            .wrapping_add((v[4] & v[5]) ^ (!v[4] & v[6]))
            .wrapping_add(KEYS[i])
            .wrapping_add(w[i]);
        let two = (v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22))
            .wrapping_add((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
        v.rotate_right(1);
        v[4] = v[4].wrapping_add(one);
        v[0] = one.wrapping_add(two);
    }
    for (sum, word) in state.iter_mut().zip(v) {
        *sum = sum.wrapping_add(word);
    }
}

/// SHA-256 of the parts, one behind the other.
fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    let mut bytes = parts.concat();
    let bits = bytes.len() as u64 * 8;
    bytes.push(0x80);
    bytes.resize((bytes.len() + 8).next_multiple_of(64) - 8, 0);
    bytes.extend(bits.to_be_bytes());
    bytes.chunks_exact(64).for_each(|part| block(&mut state, part));
    let mut digest = [0; 32];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

/// The HMAC-SHA256 of a message.
pub fn sha256_mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut padded = [0; 64];
    if key.len() > 64 {
        padded[..32].copy_from_slice(&sha256(&[key]));
    } else {
        padded[..key.len()].copy_from_slice(key);
    }
    let inner = sha256(&[&padded.map(|byte| byte ^ 0x36), message]);
    sha256(&[&padded.map(|byte| byte ^ 0x5c), &inner])
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether `given` is `prefix` and then the HMAC of the message in lower-case hexadecimal, as in `sha256=0f3a...`.
/// The time it takes does not tell where they differ. An empty key fits nothing.
pub fn fits(given: &str, prefix: &str, key: &[u8], message: &[u8]) -> bool {
    let Some(given) = given.strip_prefix(prefix) else {
        return false;
    };
    let expected = hex(&sha256_mac(key, message));
    let differences = given.bytes().zip(expected.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
    !key.is_empty() && given.len() == expected.len() && differences == 0
}
