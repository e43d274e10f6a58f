package jet

import "crypto/aes"

// cfb is cipher feedback with whole blocks: each block of cipher text is encrypted to
// become the key stream of the next block, and the IV that of the first; the last block may
// be short. Go deprecates its own implementation since CFB does not authenticate
// (https://pkg.go.dev/crypto/cipher#NewCFBDecrypter), which is true here as well.
func cfb(key Key, iv, in []byte, decrypt bool) []byte {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic("jet: aes refuses a key of 32 bytes")
	}
	out := make([]byte, len(in))
	stream := make([]byte, aes.BlockSize)
	previous := iv
	for at := 0; at < len(in); at += aes.BlockSize {
		block.Encrypt(stream, previous)
		end := min(at+aes.BlockSize, len(in))
		for i := at; i < end; i++ {
			out[i] = in[i] ^ stream[i-at]
		}
		if previous = out[at:end]; decrypt {
			previous = in[at:end]
		}
	}
	return out
}
