package tokencache

import (
	"bytes"
	"testing"
	"time"
)

func sample() Record {
	r := Record{Username: "AWS", Secret: "s3cret\nline", Minted: time.Unix(1000, 0), Expires: time.Unix(1000+43200, 0)}
	r.Key = Key{"docker-credential-x", "h.example", Source{ID: "profile a", Scope: "https://e"}}
	return r
}

func TestRoundTrip(t *testing.T) {
	want := sample()
	got, ok := Decode(want.Encode())
	if !ok || got != want || !got.For(want.Key) {
		t.Errorf("it came back as %+v, %v", got, ok)
	}
	for _, other := range []Key{
		{"docker-credential-y", "h.example", want.Source}, {want.Helper, "g.example", want.Source},
		{want.Helper, want.Registry, Source{ID: "profile b", Scope: "https://e"}}, {want.Helper, want.Registry, Source{ID: "profile a"}},
	} {
		if got.For(other) || other.File() == want.File() {
			t.Errorf("it is taken for %+v", other)
		}
	}
}

// TestDamage: a file cut at any byte, with one more, or of another version is
// no record.
func TestDamage(t *testing.T) {
	whole := sample().Encode()
	for k := range whole {
		if _, ok := Decode(whole[:k]); ok {
			t.Errorf("cut at %d it is read", k)
		}
	}
	for _, bad := range []string{
		"", "null", "[]", string(whole) + "x", "dockercfg token 2\n" + string(whole[len(head):]),
		head + "-1 \n", head + "99999999999999999999 x\n", head + "01 a\n", head + "3 ab",
	} {
		if _, ok := Decode([]byte(bad)); ok {
			t.Errorf("%.40q is read", bad)
		}
	}
	empty := sample()
	empty.Secret = ""
	if _, ok := Decode(empty.Encode()); ok {
		t.Error("a record without a secret is read")
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
		{12 * time.Hour, 144*time.Minute - time.Second, Aging},
		{12 * time.Hour, 61 * time.Second, Aging},
		{12 * time.Hour, time.Minute, Spent},
		{time.Hour, 12 * time.Minute, Fresh},
		{time.Hour, 12*time.Minute - time.Second, Aging},
		{10 * time.Minute, 5 * time.Minute, Fresh},
		{10 * time.Minute, 5*time.Minute - time.Second, Aging},
		{5 * time.Minute, 150 * time.Second, Fresh}, // half
		{5 * time.Minute, 149 * time.Second, Aging},
		{5 * time.Minute, 31 * time.Second, Aging},
		{5 * time.Minute, 30 * time.Second, Spent}, // a tenth
		{time.Minute, time.Minute, Spent},          // used once, never kept
		{12 * time.Hour, 0, Spent},
		{12 * time.Hour, -time.Second, Spent},
		{12 * time.Hour, 12*time.Hour + 6*time.Minute, Spent}, // the clock was off
		{-time.Hour, time.Hour, Spent},
	} {
		r := Record{Minted: minted, Expires: minted.Add(c.life)}
		if got := r.State(r.Expires.Add(-c.left)); got != c.want {
			t.Errorf("of %s, %s left: %d, want %d", c.life, c.left, got, c.want)
		}
	}
}

func TestPlace(t *testing.T) {
	for _, c := range []struct{ env, home, dir string }{
		{"", "/home/u", "/home/u/.cache/dockercfg"},
		{"", "", ""},
		{"", "relative", ""},
		{"XDG_CACHE_HOME=/x/", "/home/u", "/x/dockercfg"},
		{"XDG_CACHE_HOME=x", "/home/u", "/home/u/.cache/dockercfg"},
		{"DOCKER_CONFIG=/d", "/home/u", "/d/dockercfg-cache"},
		{"DOCKER_CONFIG=d", "/home/u", ""},
		{"DOCKERCFG_CACHE_DIR=/c", "/home/u", "/c"},
		{"DOCKERCFG_CACHE_DIR=c", "/home/u", ""},
		{"OWN_DIR=/own", "/home/u", "/own"},
		{"OWN_DIR=~/.own", "/home/u", "/home/u/.own"},
		{"OWN_OFF=1", "/home/u", ""},
		{"DOCKERCFG_CACHE=off", "/home/u", ""},
	} {
		env := func(name string) string {
			if v, ok := bytes.CutPrefix([]byte(c.env), []byte(name+"=")); ok {
				return string(v)
			}
			return ""
		}
		if separator == `\` {
			t.Skip("not run: these paths are of Unix")
		}
		if dir, _ := Place(env, Names{"OWN_OFF", "OWN_DIR"}, c.home); dir != c.dir {
			t.Errorf("%q in %q: %q, want %q", c.env, c.home, dir, c.dir)
		}
	}
}

// FuzzDecode: whatever is read is written back as the same bytes.
func FuzzDecode(f *testing.F) {
	f.Add(sample().Encode())
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, ok := Decode(data); ok && !bytes.Equal(r.Encode(), data) {
			t.Errorf("%q comes back as %q", data, r.Encode())
		}
	})
}
