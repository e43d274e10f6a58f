package tokencache

// Key is the cache directory's own random key. All digests in file names and entries are
// keyed with it, so that a name does not help to guess a weak secret, and no one can
// construct two sets of variables with the same digest.
type Key [2]uint64

// KeyFile is the name of the key's file in the cache directory, and KeySize its size in
// bytes. `cache clear` does not remove it.
const (
	KeyFile = "key"
	KeySize = 16
)

// KeyOf parses the content of a key file. ok is false unless data has KeySize bytes.
func KeyOf(data []byte) (k Key, ok bool) {
	if len(data) != KeySize {
		return Key{}, false
	}
	return Key{word(string(data)), word(string(data[8:]))}, true
}

// Digest returns SipHash-2-4 of text with 128 bits of output, in hexadecimal
// (https://github.com/veorq/SipHash). It is implemented here because no package of the
// standard library has a keyed hash that is initialised early enough for the fast path.
func (k Key) Digest(text string) string {
	v0, v1 := k[0]^0x736f6d6570736575, k[1]^0x646f72616e646f6d^0xee
	v2, v3 := k[0]^0x6c7967656e657261, k[1]^0x7465646279746573
	size := len(text)
	for ; len(text) >= 8; text = text[8:] {
		m := word(text)
		v3 ^= m
		v0, v1, v2, v3 = round(v0, v1, v2, v3)
		v0, v1, v2, v3 = round(v0, v1, v2, v3)
		v0 ^= m
	}
	last := uint64(size) << 56
	for i := 0; i < len(text); i++ {
		last |= uint64(text[i]) << (8 * i)
	}
	v3 ^= last
	v0, v1, v2, v3 = round(v0, v1, v2, v3)
	v0, v1, v2, v3 = round(v0, v1, v2, v3)
	v0 ^= last
	v2 ^= 0xee
	for range 4 {
		v0, v1, v2, v3 = round(v0, v1, v2, v3)
	}
	out := appendHex(make([]byte, 0, DigestSize), v0^v1^v2^v3)
	v1 ^= 0xdd
	for range 4 {
		v0, v1, v2, v3 = round(v0, v1, v2, v3)
	}
	return string(appendHex(out, v0^v1^v2^v3))
}

// DigestSize is the length of a digest in hexadecimal digits.
const DigestSize = 32

func round(v0, v1, v2, v3 uint64) (uint64, uint64, uint64, uint64) {
	v0 += v1
	v2 += v3
	v1 = v1<<13 | v1>>51
	v3 = v3<<16 | v3>>48
	v1 ^= v0
	v3 ^= v2
	v0 = v0<<32 | v0>>32
	v2 += v1
	v0 += v3
	v1 = v1<<17 | v1>>47
	v3 = v3<<21 | v3>>43
	v1 ^= v2
	v3 ^= v0
	v2 = v2<<32 | v2>>32
	return v0, v1, v2, v3
}

// word decodes eight bytes as a little-endian number.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// appendHex appends w in hexadecimal, the lowest byte first as in SipHash's reference.
func appendHex(out []byte, w uint64) []byte {
	const digits = "0123456789abcdef"
	for range 8 {
		out = append(out, digits[w>>4&15], digits[w&15])
		w >>= 8
	}
	return out
}
