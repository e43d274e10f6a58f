package jet

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
)

const keyText = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

func testKey(t testing.TB, text string) Key {
	t.Helper()
	key, err := ParseKey([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// vectors were created with OpenSSL: the key's bytes are 00 to 1f, the IV's f0 to ff.
var vectors = []struct{ plain, version, payload string }{
	{"FOO=bar\nBAZ=bat\n", V1, "8PHy8/T19vf4+fr7/P3+/9RPgrBB9/LBGCi8aSJTFx4="},
	{"FOO=bar\nBAZ=bat\n", V2,
		"8PHy8/T19vf4+fr7/P3+//ZmqO8Vp+Soaw+CNnlWViXYhlrTBmKw9UPmgCucmN/jgKujahLaVchV9r4E2LrkWg=="},
	{"{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"dXNlcjpwYXNz\"}}}\n", V2,
		"8PHy8/T19vf4+fr7/P3+//A0qe5Cp7LyaQjVMiMEUnAMivDLmof/KDj+LAMz8juP1HSHhzVkJj06dX2D/d5i11AKZaEqmLIZ" +
			"msZyA6SMzVdFgh9yOudGA1Fm1MnK3WrkTmE28pka2Tpu3S1vOXK8WAVg"},
	{"", V2, "8PHy8/T19vf4+fr7/P3+//Y0/Okb9eTyYg/WZCIAUyBeiLzJjK3upmGXN4Tqmi+O"},
}

func TestVectors(t *testing.T) {
	key := testKey(t, keyText)
	iv, _ := hex.DecodeString("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
	for _, v := range vectors {
		text := v.payload
		if v.version == V2 {
			text = "codeship:v2\n" + text
			if got, err := encrypt(key, iv, []byte(v.plain)); err != nil || string(got) != text {
				t.Errorf("%q becomes %s, %v", v.plain, got, err)
			}
		}
		for _, end := range []string{"", "\n", "\r\n", " \n\n"} {
			plain, version, err := DecryptV1(key, []byte(text+end))
			if err != nil || string(plain) != v.plain || version != v.version {
				t.Errorf("%s: %q, %s, %v", text, plain, version, err)
			}
		}
		if version, err := Recognize([]byte(text)); err != nil || version != v.version {
			t.Errorf("%s is recognized as %s, %v", text, version, err)
		}
	}
	// A file that jet itself wrote, published in CodeShip's examples.
	plain, version, err := DecryptV1(testKey(t, "E6kwQsGsIGMWrDQYmfnUcnHb+Yq2slOHH4/IBkVzaHo="),
		[]byte("6UU+0y1kdnR2CqcxLQ9WYwBtv0EjbbGfKLw994VzfZC7XA27dFIZygdU8ylr236OtuQ+PA/PUE11HPObTgWewgAl3zcI"+
			"xvJKKEJcUAbnn3n0Ns0zw291nA8/EergAWKoog8P"))
	if sum := sha256.Sum256(plain); err != nil || version != V1 ||
		hex.EncodeToString(sum[:]) != "d50aa2ff886b026a9b8e45cfa9b0695dee9bc94b752a6d1eea0aaeb83663990e" {
		t.Errorf("jet's own file: %d bytes, %s, %v", len(plain), version, err)
	}
}

// TestCloudBees checks that a file with the third header is read only if one of the two
// checksums proves that the result is right.
func TestCloudBees(t *testing.T) {
	key := testKey(t, keyText)
	iv := bytes.Repeat([]byte{7}, ivSize)
	file := func(sum []byte, plain string) []byte {
		sealed := append(bytes.Clone(iv), cfb(key, iv, append(sum, plain...), false)...)
		return []byte("cloudbees:v1\n" + base64.StdEncoding.EncodeToString(sealed))
	}
	const plain = "A=CANARY\n"
	for what, sum := range map[string][]byte{"MD5": hexMD5([]byte(plain)), "SHA-256": rawSHA256([]byte(plain))} {
		if got, version, err := Decrypt(key, file(sum, plain)); err != nil || string(got) != plain ||
			version != CloudBees {
			t.Errorf("%s: %q, %s, %v", what, got, version, err)
		}
	}
	if got, _, err := Decrypt(key, file(bytes.Repeat([]byte{'0'}, 32), plain)); !errors.Is(err, ErrWrongKey) ||
		got != nil {
		t.Errorf("another kind of checksum: %q, %v", got, err)
	}
}

// TestDamage checks that every changed byte, every cut and every wrong bit of the key is an
// error.
func TestDamage(t *testing.T) {
	key := testKey(t, keyText)
	file, err := Encrypt(key, []byte(`{"auths":{"h":{"auth":"dTpDQU5BUlk="}}}`))
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what string, key Key, data []byte) {
		t.Helper()
		plain, _, err := DecryptV1(key, data)
		if err == nil || plain != nil || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: %q, %v", what, plain, err)
		}
	}
	payload, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(string(file), "codeship:v2\n"))
	for i := range payload {
		changed := bytes.Clone(payload)
		changed[i] ^= 0x10
		refused(fmt.Sprintf("byte %d changed", i), key,
			[]byte("codeship:v2\n"+base64.StdEncoding.EncodeToString(changed)))
		refused(fmt.Sprintf("cut at byte %d", i), key,
			[]byte("codeship:v2\n"+base64.StdEncoding.EncodeToString(payload[:i])))
	}
	for cut := range file {
		refused(fmt.Sprintf("cut at character %d", cut), key, file[:cut])
	}
	for bit := range 256 {
		wrong := key
		wrong[bit/8] ^= 1 << (bit % 8)
		refused(fmt.Sprintf("bit %d of the key", bit), wrong, file)
	}
	// Version 1 has no checksum: the result has to be text.
	for i := range 256 {
		wrong := key
		wrong[i/8] ^= 1 << (i % 8)
		refused(fmt.Sprintf("version 1, bit %d of the key", i), wrong, []byte(vectors[0].payload))
	}
}

func TestRefused(t *testing.T) {
	key := testKey(t, keyText)
	v2 := "codeship:v2\n" + vectors[1].payload
	for what, c := range map[string]struct {
		data string
		err  error
	}{
		"nothing":                {"", ErrNotJet},
		"15 bytes":               {base64.StdEncoding.EncodeToString(make([]byte, 15)), ErrNotJet},
		"47 bytes":               {"codeship:v2\n" + base64.StdEncoding.EncodeToString(make([]byte, 47)), ErrDamaged},
		"no line feed":           {strings.Replace(v2, "\n", "", 1), ErrDamaged},
		"a blank":                {strings.Replace(v2, "\n", " ", 1), ErrDamaged},
		"the first line alone":   {"codeship:v2\n", ErrDamaged},
		"URL-safe":               {v2[:12] + strings.NewReplacer("+", "-", "/", "_").Replace(v2[12:]), ErrDamaged},
		"unpadded":               {strings.TrimRight(v2, "="), ErrDamaged},
		"a line break within":    {v2[:40] + "\n" + v2[40:], ErrDamaged},
		"bits that mean nothing": {"codeship:v2\n" + strings.TrimSuffix(vectors[1].payload, "g==") + "h==", ErrDamaged},
		"a newer version":        {"codeship:v3\n" + vectors[1].payload, ErrVersion},
		"a newer cloudbees":      {"cloudbees:v2\n" + vectors[1].payload, ErrVersion},
		"another first line":     {"age:v2\n" + vectors[1].payload, ErrNotJet},
		"no first line":          {vectors[1].payload, ErrCut},
		"an empty first line":    {"\n" + vectors[1].payload, ErrCut},
		"half a first line":      {"ship:v2\n" + vectors[1].payload, ErrCut},
		"an end of it":           {"2\r\n" + vectors[1].payload, ErrCut},
		"a JSON document":        {`{"auths":{}}`, ErrNotJet},
		"assignments":            {"A=b\n", ErrNotJet},
		"binary":                 {"\x00\x93\xff\xfe binary of 2015 ....................", ErrOld},
		"RSA":                    {"-----BEGIN RSA PRIVATE KEY-----\n", ErrOld},
		"too large":              {strings.Repeat("A", maxFile+4), ErrLarge},
	} {
		for _, decrypt := range []func(Key, []byte) ([]byte, string, error){Decrypt, DecryptV1} {
			if plain, _, err := decrypt(key, []byte(c.data)); !errors.Is(err, c.err) || plain != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		if version, err := Recognize([]byte(c.data)); err == nil && version != V1 {
			t.Errorf("%s is recognized as %s", what, version)
		}
	}
}

// TestHeadless checks that a file of version 2 whose first bytes are missing is never
// decrypted as version 1 unless the caller asks for version 1, wherever it is cut, and not
// even then if its checksum is recognizable, whole or with a changed byte.
func TestHeadless(t *testing.T) {
	key := testKey(t, keyText)
	file, err := Encrypt(key, []byte(strings.Repeat("DATABASE_PASSWORD=CANARY\n", 20)))
	if err != nil {
		t.Fatal(err)
	}
	for cut := 1; cut < len(file); cut++ {
		if plain, _, err := Decrypt(key, file[cut:]); err == nil {
			t.Fatalf("%d bytes are missing: %.40q", cut, plain)
		}
	}
	payload, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(string(file), "codeship:v2\n"))
	for i := ivSize + sumSize; i < len(payload); i++ {
		changed := bytes.Clone(payload)
		changed[i] ^= 1
		text := []byte(base64.StdEncoding.EncodeToString(changed))
		if plain, _, err := DecryptV1(key, text); !errors.Is(err, ErrCut) || plain != nil {
			t.Fatalf("without its first line, byte %d changed: %.40q, %v", i, plain, err)
		}
	}
	if _, _, err := Decrypt(key, []byte(vectors[0].payload)); !errors.Is(err, ErrUnchecked) {
		t.Errorf("version 1 is read though not asked for: %v", err)
	}
}

// TestV1Damage checks that a changed byte in version 1, which spoils a block, is
// distinguished from a wrong key; only in the last block it cannot be detected.
func TestV1Damage(t *testing.T) {
	key := testKey(t, keyText)
	plain := []byte(strings.Repeat("DATABASE_PASSWORD=CANARY\n", 20))
	iv := bytes.Repeat([]byte{7}, ivSize)
	sealed := append(bytes.Clone(iv), cfb(key, iv, plain, false)...)
	for i := range len(sealed) - 2*ivSize {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		_, _, err := DecryptV1(key, []byte(base64.StdEncoding.EncodeToString(changed)))
		if !errors.Is(err, ErrV1Damaged) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	wrong := key
	wrong[0] ^= 1
	if _, _, err := DecryptV1(wrong, []byte(base64.StdEncoding.EncodeToString(sealed))); !errors.Is(err, ErrV1Key) {
		t.Errorf("another key: %v", err)
	}
}

// TestUTF16 checks keys and files in UTF-16, as PowerShell writes them.
func TestUTF16(t *testing.T) {
	wide := func(text string) []byte {
		data := []byte("\xff\xfe")
		for _, c := range []byte(text) {
			data = append(data, c, 0)
		}
		return data
	}
	key, err := ParseKey(wide(keyText + "\r\n"))
	if err != nil || key != testKey(t, keyText) {
		t.Fatalf("the key: %v", err)
	}
	if _, err := ParseKey([]byte("\xef\xbb\xbf" + keyText)); err != nil {
		t.Errorf("the key with a mark: %v", err)
	}
	for _, v := range vectors[1:] {
		plain, version, err := Decrypt(key, wide("codeship:v2\r\n"+v.payload+"\r\n"))
		if err != nil || string(plain) != v.plain || version != V2 {
			t.Errorf("a file: %q, %s, %v", plain, version, err)
		}
	}
}

func TestKey(t *testing.T) {
	key, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"", "\n", "\r\n"} {
		if again, err := ParseKey(append(bytes.TrimSpace(key.Text()), end...)); err != nil || again != key {
			t.Errorf("with %q at its end the key differs: %v", end, err)
		}
	}
	for _, text := range []string{
		"", keyText[:43], keyText + "A", "\n" + keyText, strings.Replace(keyText, "A", "-", 1),
		keyText[:20] + "\n" + keyText[20:], keyText + keyText,
	} {
		if _, err := ParseKey([]byte(text)); err == nil || len(text) > 3 && strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
	text := fmt.Sprintf("%v %+v %#v %s %x %q %d", key, key, key, key, key, key, key)
	if strings.Trim(text, " ") != strings.TrimSpace(strings.Repeat("[redacted] ", 7)) {
		t.Errorf("it prints as %s", text)
	}
	one, _ := Encrypt(key, []byte("same"))
	other, _ := Encrypt(key, []byte("same"))
	if bytes.Equal(one, other) {
		t.Error("two files have one IV")
	}
}

// FuzzDecrypt checks that no input causes a panic, and that what Decrypt accepts survives a
// round trip.
func FuzzDecrypt(f *testing.F) {
	for _, v := range vectors {
		f.Add([]byte(v.payload))
		f.Add([]byte("codeship:v2\n" + v.payload))
	}
	key := testKey(f, keyText)
	f.Fuzz(func(t *testing.T, data []byte) {
		if plain, _, err := DecryptV1(key, data); err == nil {
			again, _ := Encrypt(key, plain)
			if back, version, err := Decrypt(key, again); err != nil || version != V2 || !bytes.Equal(back, plain) {
				t.Fatalf("%q: %v", plain, err)
			}
		}
		if file, err := Encrypt(key, data); err == nil {
			if back, _, err := Decrypt(key, file); err != nil || !bytes.Equal(back, data) {
				t.Fatalf("%q changes in a round trip: %v", data, err)
			}
		}
	})
}
