// Package jet reads and writes the files of CodeShip's `jet encrypt`, since CodeShip is
// closed and its users still have such files.
//
//	v1            base64( IV, CFB(plain) )                    no checksum, so only DecryptV1 reads it
//	codeship:v2   base64( IV, CFB(hex MD5 of plain, plain) )  a checksum without a key
//	cloudbees:v1  as v2, read only if a checksum proves it
//
// The cipher is AES-256 in CFB mode, the key is the 32 bytes of codeship.aes themselves.
// The checksum reveals a wrong key and damage; anyone who can write the file can also
// compute a checksum, so no version proves who wrote it. That is why the commands offer
// jet's format only where age would not do. The formats are described in CodeShip's own
// documentation (https://github.com/codeship/documentation,
// _pro/builds-and-configuration) and were compared with files that jet itself wrote.
//
// CFB resynchronizes after 16 bytes: without its first bytes a file still decrypts from
// some block on, and without its first line version 2 would pass as version 1, unchecked.
// So version 1 is only read if the caller asks for it.
package jet

import (
	"bytes"
	"crypto/aes"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"regexp"

	"github.com/dockercfg/dockercfg/shared/textfile"
)

// The versions, as Decrypt and Recognize name them.
const (
	V1        = "v1"
	V2        = "v2"
	CloudBees = "cloudbees:v1"
)

const (
	headerV2        = "codeship:v2"
	headerCloudBees = "cloudbees:v1"
	ivSize          = aes.BlockSize
	sumSize         = 2 * md5.Size // hex
	maxFile         = 16 << 20     // bytes
)

// Encrypt encrypts plain as version 2, with a new IV each time. The text ends without a
// line feed, as in jet's files.
func Encrypt(key Key, plain []byte) ([]byte, error) {
	iv := make([]byte, ivSize)
	if _, err := rand.Read(iv); err != nil {
		return nil, err
	}
	return encrypt(key, iv, plain)
}

func encrypt(key Key, iv, plain []byte) ([]byte, error) {
	stream := append(hexMD5(plain), plain...)
	sealed := append([]byte{}, iv...)
	sealed = append(sealed, cfb(key, iv, stream, false)...)
	return append([]byte(headerV2+"\n"), base64.StdEncoding.EncodeToString(sealed)...), nil
}

// Decrypt decrypts a file of version 2 or cloudbees:v1, whose checksum reveals a wrong key
// and damage, and returns which it was. For version 1 it returns ErrUnchecked. Errors
// contain no byte of the content.
func Decrypt(key Key, data []byte) (plain []byte, version string, err error) {
	plain, version, err = open(key, data)
	if err == nil && version == V1 {
		return nil, version, ErrUnchecked
	}
	return plain, version, err
}

// DecryptV1 also decrypts a file of version 1, for which nothing shows whether it is
// complete.
func DecryptV1(key Key, data []byte) (plain []byte, version string, err error) {
	return open(key, data)
}

func open(key Key, data []byte) (plain []byte, version string, err error) {
	version, payload, err := parse(data)
	if err != nil {
		return nil, version, err
	}
	iv, sealed := payload[:ivSize], payload[ivSize:]
	stream := cfb(key, iv, sealed, true)
	if version == V1 {
		if _, whole := checked(stream, hexMD5); whole || likeV2(stream) {
			return nil, version, ErrCut
		}
		if err := judge(stream); err != nil {
			return nil, version, err
		}
		return stream, version, nil
	}
	plain, ok := checked(stream, hexMD5)
	if !ok && version == CloudBees {
		plain, ok = checked(stream, rawSHA256)
	}
	if !ok {
		return nil, version, ErrWrongKey
	}
	return plain, version, nil
}

// Recognize returns what a file looks like without its key: a nil error for a jet file,
// ErrNotJet for anything else, and another error for a jet file that cannot be read.
// Base64 without a header may be version 1, or something else.
func Recognize(data []byte) (version string, err error) {
	version, _, err = parse(data)
	return version, err
}

// parse separates the header from the payload.
func parse(data []byte) (version string, payload []byte, err error) {
	if data, err = textfile.UTF8(data); err != nil {
		return "", nil, ErrNotJet
	}
	if len(data) > maxFile {
		return "", nil, ErrLarge
	}
	line, rest, found := bytes.Cut(data, []byte("\n"))
	version = versionOf(bytes.TrimRight(line, "\r")) // a checkout on Windows may have CR before LF
	switch {
	case version == "" && anyHeader.Match(data):
		return "", nil, ErrVersion
	case version == "" || !found:
		if bytes.HasPrefix(data, []byte(headerV2)) || bytes.HasPrefix(data, []byte(headerCloudBees)) {
			return "", nil, ErrDamaged
		}
		if payload, err = payloadOf(data, ivSize); err != nil {
			return "", nil, notBase64(data)
		}
		return V1, payload, nil
	}
	if payload, err = payloadOf(rest, ivSize+sumSize); err != nil {
		return "", nil, ErrDamaged
	}
	return version, payload, nil
}

// anyHeader is the first line of a file of any version.
var anyHeader = regexp.MustCompile(`^(codeship|cloudbees):v[0-9]+\r?\n`)

func versionOf(line []byte) string {
	switch string(line) {
	case headerV2:
		return V2
	case headerCloudBees:
		return CloudBees
	}
	return ""
}

// payloadOf decodes padded base64 on one line; white space may follow it.
func payloadOf(text []byte, least int) ([]byte, error) {
	text = bytes.TrimRight(text, " \t\r\n")
	// encoding/base64 skips line breaks, which jet never wrote.
	if bytes.ContainsAny(text, "\r\n") {
		return nil, ErrNotJet
	}
	payload, err := base64.StdEncoding.Strict().DecodeString(string(text))
	if err != nil || len(payload) < least {
		return nil, ErrNotJet
	}
	return payload, nil
}

// checked removes the checksum before the content.
func checked(stream []byte, sum func([]byte) []byte) (plain []byte, ok bool) {
	size := len(sum(nil))
	if len(stream) < size {
		return nil, false
	}
	plain = stream[size:]
	return plain, subtle.ConstantTimeCompare(stream[:size], sum(plain)) == 1
}

func hexMD5(plain []byte) []byte {
	sum := md5.Sum(plain)
	return hex.AppendEncode(nil, sum[:])
}

func rawSHA256(plain []byte) []byte {
	sum := sha256.Sum256(plain)
	return sum[:]
}
