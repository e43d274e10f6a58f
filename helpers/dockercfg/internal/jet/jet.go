// Package jet reads and writes the files that CodeShip's `jet encrypt` made,
// since CodeShip is closed and its users still hold them.
//
//	v1            base64( IV, CFB(plain) )                    no check at all
//	codeship:v2   base64( IV, CFB(hex MD5 of plain, plain) )  a check without a key
//	cloudbees:v1  as v2, read only if a checksum proves it
//
// The cipher is AES-256 in CFB mode, the key is the 32 bytes of codeship.aes
// themselves. The checksum shows a wrong key and damage; anybody who can write
// the file can also make a checksum, so no version proves who wrote it. That is
// why nothing here is offered where age would do. The formats stand in CodeShip's
// own documents (https://github.com/codeship/documentation, _pro/builds-and-configuration)
// and were held against files that jet itself made.
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

// Encrypt writes plain as version 2, with an IV of its own each time. The text
// ends without a line feed, as jet's does.
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

// Decrypt reads a file of any version and says which it was. Errors are
// ErrWrongKey, ErrV1Key, ErrCut, ErrNotJet and ErrOld, and hold no byte of the
// content.
func Decrypt(key Key, data []byte) (plain []byte, version string, err error) {
	version, payload, err := parse(data)
	if err != nil {
		return nil, version, err
	}
	iv, sealed := payload[:ivSize], payload[ivSize:]
	stream := cfb(key, iv, sealed, true)
	switch version {
	case V1:
		if _, ok := checked(stream, hexMD5); ok {
			return nil, version, ErrCut
		}
		if !meaningful(stream) {
			return nil, version, ErrV1Key
		}
		return stream, version, nil
	case V2:
		plain, ok := checked(stream, hexMD5)
		return result(plain, version, ok)
	}
	plain, ok := checked(stream, hexMD5)
	if !ok {
		plain, ok = checked(stream, rawSHA256)
	}
	return result(plain, version, ok)
}

func result(plain []byte, version string, ok bool) ([]byte, string, error) {
	if !ok {
		return nil, version, ErrWrongKey
	}
	return plain, version, nil
}

// Recognize tells what a file looks like without its key. Base64 without a
// header may be version 1, and may be something else.
func Recognize(data []byte) (version string, ok bool) {
	version, _, err := parse(data)
	return version, err == nil
}

// parse takes the header and the base64 apart.
func parse(data []byte) (version string, payload []byte, err error) {
	if len(data) > maxFile {
		return "", nil, ErrNotJet
	}
	version, text, least := V1, data, ivSize
	for header, name := range map[string]string{headerV2: V2, headerCloudBees: CloudBees} {
		rest, found := bytes.CutPrefix(data, []byte(header))
		if !found {
			continue
		}
		// A checkout on Windows may have put CR before LF.
		rest, found = bytes.CutPrefix(bytes.TrimPrefix(rest, []byte("\r")), []byte("\n"))
		if !found {
			return "", nil, ErrNotJet
		}
		version, text, least = name, rest, ivSize+sumSize
	}
	text = bytes.TrimRight(text, " \t\r\n")
	// encoding/base64 skips line breaks within, which jet never wrote.
	if bytes.ContainsAny(text, "\r\n") {
		return "", nil, ErrNotJet
	}
	payload, err = base64.StdEncoding.Strict().DecodeString(string(text))
	if err != nil {
		return "", nil, notBase64(version, data)
	}
	if len(payload) < least {
		return "", nil, ErrNotJet
	}
	return version, payload, nil
}

// checked takes off the checksum that stands before the content.
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
