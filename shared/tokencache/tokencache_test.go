package tokencache

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/registry"
)

var key = Key{0x0706050403020100, 0x0f0e0d0c0b0a0908}

func sample() Entry {
	return Entry{
		Question: Question{"docker-credential-x", "h.example", "variables"}, Username: "AWS", Secret: "s3cret\nline",
		Minted: time.Unix(1000, 0), Expires: time.Unix(1000+43200, 0), Dir: "/work", Machine: "boot x", Proof: "p",
		Source: "role of the instance", Traits: Traits{Ambient: true, Program: true},
		Inputs: []Input{
			{Path: "/a\nb", State: "1 2 3", Digest: "d", ByContent: true},
			{Path: "/absent"},
			{Path: "/guard", Guard: true},
		},
	}
}

// TestDigest compares with the vectors of the reference, for the key 00 to 0f and the
// texts 00 01 02 ... (https://github.com/veorq/SipHash/blob/master/vectors.h).
func TestDigest(t *testing.T) {
	for n, want := range map[int]string{
		0:  "a3817f04ba25a8e66df67214c7550293",
		1:  "da87c1d86b99af44347659119b22fc45",
		2:  "8177228da4a45dc7fca38bdef60affe4",
		3:  "9c70b60c5267a94e5f33b6b02985ed51",
		8:  "3b62a9ba6258f5610f83e264f31497b4",
		15: "5493e99933b0a8117e08ec0f97cfc3d9",
	} {
		text := make([]byte, n)
		for i := range text {
			text[i] = byte(i)
		}
		if got := key.Digest(string(text)); got != want {
			t.Errorf("%d bytes: %s, want %s", n, got, want)
		}
	}
}

func TestKeyOf(t *testing.T) {
	whole := "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
	if k, ok := KeyOf([]byte(whole)); !ok || k != key {
		t.Errorf("%x, %v", k, ok)
	}
	for _, bad := range []string{"", whole[:15], whole + "x"} {
		if _, ok := KeyOf([]byte(bad)); ok {
			t.Errorf("%d bytes are accepted as a key", len(bad))
		}
	}
}

func TestRoundTrip(t *testing.T) {
	want := sample()
	route := Entry{Question: want.Question, Route: "ecr", Minted: want.Minted, Expires: want.Expires}
	if got, ok := Decode(key, route.Encode(key)); !ok || got.Route != "ecr" || got.Foreign() {
		t.Errorf("the route is decoded as %+v, %v", got, ok)
	}
	if route.RouteFile() == want.File() {
		t.Error("a route and a token have the same file")
	}
	if got, ok := Decode(key, want.Encode(key)); !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("the entry is decoded as %+v, %v, want %+v", got, ok, want)
	}
	for _, q := range []Question{
		{"docker-credential-y", "h.example", "variables"},
		{want.Helper, "g.example", "variables"},
		{want.Helper, want.Registry, "others"},
	} {
		if _, ok := q.Open(key, want.Encode(key), false); ok || q.File() == want.File() {
			t.Errorf("the entry answers %+v", q)
		}
	}
}

// TestDamage: an entry with any changed bit, cut off or doubled, is rejected, and so is
// an entry of another key.
func TestDamage(t *testing.T) {
	whole := sample().Encode(key)
	for k := range whole {
		for bit := range 8 {
			damaged := bytes.Clone(whole)
			damaged[k] ^= 1 << bit
			if _, ok := Decode(key, damaged); ok {
				t.Errorf("the entry is read with bit %d of byte %d changed", bit, k)
			}
		}
		if _, ok := Decode(key, whole[:k]); ok {
			t.Errorf("the entry is read when cut at %d", k)
		}
		if _, ok := Decode(key, append(whole[:k:k], whole[min(k+1, len(whole)):]...)); ok {
			t.Errorf("the entry is read without byte %d", k)
		}
	}
	for _, bad := range []string{"", "null", "[]", string(whole) + "x", strings.Repeat("x", 100)} {
		if _, ok := Decode(key, []byte(bad)); ok {
			t.Errorf("%.40q is read", bad)
		}
	}
	if _, ok := Decode(Key{1, 2}, whole); ok {
		t.Error("the entry is read with another key")
	}
}

// TestVariables: only variables that match a pattern change the digest.
func TestVariables(t *testing.T) {
	name := func(asked string) registry.Name {
		n, err := registry.Parse(asked)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	patterns := []string{"AWS_*", "PATH"}
	before := key.Variables([]string{"AWS_A=1", "PATH=/bin", "HOME=/h", "OTHER=x"}, patterns, name("h.example"))
	for what, same := range map[string]bool{
		"AWS_A=1 PATH=/bin HOME=/h":                  true,
		"HOME=/h OTHER=y PATH=/bin AWS_A=1":          true,
		"AWS_A=2 PATH=/bin HOME=/h":                  false,
		"AWS_A=1 PATH=/bin HOME=/h AWS_B=":           false,
		"AWS_A=1 PATH=/usr/bin HOME=/h":              false,
		"AWS_A=1 PATH=/bin HOME=/g":                  false,
		"PATH=/bin HOME=/h":                          false,
		"AWS_A=1 PATH=/bin HOME=/h HOSTNAME=x":       true,
		"AWS_A=1 PATH=/bin HOME=/h XDG_CONFIG_HOME=": false,
	} {
		if got := key.Variables(strings.Fields(what), patterns, name("h.example")); (got == before) != same {
			t.Errorf("%s: same digest %v, want %v", what, got == before, same)
		}
	}
	env := []string{"AWS_A=1", "PATH=/bin", "HOME=/h"}
	for asked, same := range map[string]bool{
		"https://h.example/v2/": true, "h.example:443": true, "h.example/team": false,
	} {
		if got := key.Variables(env, patterns, name(asked)); (got == before) != same {
			t.Errorf("%s: same digest %v", asked, got == before)
		}
	}
	if strings.Contains(Question{Variables: before}.File(), "AWS") {
		t.Error("the file's name contains a variable")
	}
	host := name("h.example")
	if key.Variables(env, patterns, host) == (Key{1, 2}).Variables(env, patterns, host) {
		t.Error("the digest does not depend on the key")
	}
}

func TestState(t *testing.T) {
	minted := time.Unix(1_000_000, 0)
	for _, c := range []struct {
		life, left time.Duration
		want       State
	}{
		{12 * time.Hour, 12 * time.Hour, Fresh},
		{12 * time.Hour, 144 * time.Minute, Fresh}, // a fifth
		{12 * time.Hour, 144*time.Minute - time.Second, Stale},
		{12 * time.Hour, 61 * time.Second, Stale},
		{12 * time.Hour, time.Minute, Expired},
		{time.Hour, 12 * time.Minute, Fresh},
		{time.Hour, 12*time.Minute - time.Second, Stale},
		{10 * time.Minute, 5 * time.Minute, Fresh},
		{10 * time.Minute, 5*time.Minute - time.Second, Stale},
		{5 * time.Minute, 150 * time.Second, Fresh}, // half
		{5 * time.Minute, 149 * time.Second, Stale},
		{5 * time.Minute, 31 * time.Second, Stale},
		{5 * time.Minute, 30 * time.Second, Expired}, // a tenth
		{time.Minute, time.Minute, Expired},          // used once, not cached
		{12 * time.Hour, 0, Expired},
		{12 * time.Hour, -time.Second, Expired},
		{12 * time.Hour, 12*time.Hour + 6*time.Minute, Expired}, // the clock was wrong
		{-time.Hour, time.Hour, Expired},
	} {
		r := Entry{Minted: minted, Expires: minted.Add(c.life)}
		if got := r.State(r.Expires.Add(-c.left)); got != c.want {
			t.Errorf("lifetime %s, %s left: state %d, want %d", c.life, c.left, got, c.want)
		}
	}
}

// FuzzDecode: an entry that decodes encodes to the same bytes.
func FuzzDecode(f *testing.F) {
	f.Add(sample().Encode(key))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, ok := Decode(key, data); ok && !bytes.Equal(e.Encode(key), data) {
			t.Errorf("%q is encoded again as %q", data, e.Encode(key))
		}
	})
}
