package protocol

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestReadName(t *testing.T) {
	for in, want := range map[string]string{
		"h": "h", "h\n": "h", "h\r\n": "h", "  h \t\n": "h", "h \r\n": "h", "h/a/b\n": "h/a/b",
	} {
		n, err := program{in: strings.NewReader(in)}.readName()
		if err != nil || n.Asked != want {
			t.Errorf("%q is read as %q, %v", in, n.Asked, err)
		}
	}
	for in, want := range map[string]string{
		"": "no credentials server URL", " \t": "no credentials server URL", "\n\n": "no credentials server URL",
		"a\nb": "input: the request has more than one line", "a\rb": "input: the request has more than one line",
		"a\n\n":                          "input: the request has more than one line",
		"a\x00b":                         "input: the server name has a character that is not printable ASCII",
		strings.Repeat("a", 4097):        "input: the request is longer than 4096 bytes",
		strings.Repeat("a", 5000) + "\n": "input: the request is longer than",
	} {
		_, err := program{in: strings.NewReader(in)}.readName()
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.20q: error %v, want %s", in, err, want)
		}
	}
}

func TestReadLoginBound(t *testing.T) {
	login := `{"ServerURL":"h","Username":"u","Secret":"s"}`
	for length, accepted := range map[int]bool{64 << 10: true, 64<<10 + 1: false} {
		in := login + strings.Repeat(" ", length-len(login))
		if _, _, err := (program{in: strings.NewReader(in)}).readLogin(); (err == nil) != accepted {
			t.Errorf("%d bytes: error %v", length, err)
		}
	}
}

// FuzzReadName: an accepted name is one printable line of the input.
func FuzzReadName(f *testing.F) {
	for _, seed := range []string{"h\n", " h:443/x \r\n", "a\nb", "\x00", "é"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := program{in: bytes.NewReader(data)}.readName()
		if err != nil {
			if strings.ContainsAny(err.Error(), "\r\n\x00") {
				t.Fatalf("the error is not one line: %q", err)
			}
			return
		}
		if !bytes.Contains(data, []byte(n.Asked)) || n.Asked == "" {
			t.Fatalf("%q asks for %q", data, n.Asked)
		}
		if rest := bytes.Trim(bytes.Replace(data, []byte(n.Asked), nil, 1), " \t\r\n"); len(rest) > 0 {
			t.Fatalf("%q asks for %q and %q is lost", data, n.Asked, rest)
		}
	})
}

// FuzzReadLogin: an accepted login can be answered.
func FuzzReadLogin(f *testing.F) {
	f.Add([]byte(`{"ServerURL":"h","Username":"u","Secret":"a\nb\u2028"}`))
	f.Add([]byte(`{"ServerURL":"h","Username":"u","Secret":"s","x":[]} `))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, c, err := program{in: bytes.NewReader(data)}.readLogin()
		var text fixed
		if err != nil {
			if !errors.As(err, &text) && len(data) > 20 && strings.Contains(err.Error(), string(data)) {
				t.Fatal("the error quotes the request")
			}
			return
		}
		secret := c.Secret.Reveal()
		if n.Asked == "" || c.Username == "" || !utf8.ValidString(secret) || strings.IndexByte(secret, 0) >= 0 {
			t.Fatalf("accepted %q", data)
		}
	})
}
