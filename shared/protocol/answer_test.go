package protocol

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// answerOf runs one request of a helper.
func answerOf(h Helper, verb, in string) reply {
	p := program{name: "docker-credential-x", helper: h, in: strings.NewReader(in)}
	return p.answer(context.Background(), []string{verb})
}

// TestErase: only Helper.Keeps determines what an error of Erase means.
func TestErase(t *testing.T) {
	const failed = "docker-credential-x: store: the disk is full\n"
	full := func(context.Context, registry.Name) error { return fault.New(fault.Store, "the disk is full") }
	none := func(context.Context, registry.Name) error { return fault.ErrNotFound }
	store := func(context.Context, registry.Name, credential.Credential) error { return nil }
	for what, c := range map[string]struct {
		helper Helper
		want   reply
	}{
		"no function":            {Helper{}, reply{}},
		"no function, of logins": {Helper{Keeps: Logins}, reply{}},
		"tokens":                 {Helper{Erase: full, Keeps: Tokens}, reply{err: failed}},
		"tokens, with a store":   {Helper{Erase: full, Store: store, Keeps: Tokens}, reply{err: failed}},
		"no tokens":              {Helper{Erase: none, Keeps: Tokens}, reply{}},
		"logins":                 {Helper{Erase: full, Keeps: Logins}, reply{failed, failed, 1}},
		"no login":               {Helper{Erase: none, Keeps: Logins}, reply{}},
		"Keeps is not set":       {Helper{Erase: full}, reply{failed, failed, 1}},
	} {
		if got := answerOf(c.helper, "erase", "h"); got != c.want {
			t.Errorf("%s: %+v, want %+v", what, got, c.want)
		}
	}
	if got := answerOf(Helper{Keeps: Tokens}, "erase", ""); got.code != 0 || got.out != "" || got.err == "" {
		t.Errorf("tokens, without a name: %+v", got)
	}
	if got := answerOf(Helper{Keeps: Logins}, "erase", ""); got.code != 1 || got.out == "" {
		t.Errorf("logins, without a name: %+v", got)
	}
}

// TestIncomplete: an incomplete entry of a store counts as not found; an incomplete credential
// of any other source is an internal error.
func TestIncomplete(t *testing.T) {
	half := func(context.Context, registry.Name) (credential.Credential, error) {
		return credential.Credential{Username: "u"}, nil
	}
	for keeps, want := range map[Keeping]string{
		Nothing: "docker-credential-x: internal: ",
		Tokens:  "docker-credential-x: internal: ",
		Logins:  "credentials not found",
	} {
		got := answerOf(Helper{Get: half, Keeps: keeps}, "get", "h")
		if got.code != 1 || !strings.HasPrefix(got.out, want) {
			t.Errorf("%d: %+v, want %s", keeps, got, want)
		}
	}
}

// TestPrinted: text of other people is answered without terminal escape sequences and CI
// commands, and programs still read the same value.
func TestPrinted(t *testing.T) {
	const name = "a\x1b[2K\u009b31m\u202eb\n::stop-commands::c##[d"
	refusing := func(context.Context, registry.Name) (credential.Credential, error) {
		return credential.Credential{}, fault.New(fault.Config, "there is no helper %s", name)
	}
	warning := func(ctx context.Context, _ registry.Name) (credential.Credential, error) {
		Warn(ctx, "the helper %s", name)
		return credential.Credential{Username: "a\u202eb##[d", Secret: "s\u009b"}, nil
	}
	listing := func(context.Context) (map[string]string, error) { return map[string]string{name: name}, nil }
	for what, got := range map[string]reply{
		"error":   answerOf(Helper{Get: refusing}, "get", "h"),
		"warning": {err: answerOf(Helper{Get: warning}, "get", "h").err},
		"explain": answerOf(Helper{Get: warning}, "explain", "h"),
		"list":    answerOf(Helper{List: listing}, "list", ""),
	} {
		for _, text := range []string{got.out, got.err} {
			if strings.ContainsAny(text, "\x1b\u009b\u202e") || strings.Contains(text, "##") ||
				strings.Count(text, "\n") > 1 {
				t.Errorf("%s: %q", what, text)
			}
		}
	}
	var listed, pair map[string]string
	err := json.Unmarshal([]byte(answerOf(Helper{List: listing}, "list", "").out), &listed)
	bad := json.Unmarshal([]byte(answerOf(Helper{Get: warning}, "get", "h").out), &pair)
	if err != nil || bad != nil || listed[name] != name ||
		pair["Username"] != "a\u202eb##[d" || pair["Secret"] != "s\u009b" {
		t.Errorf("%v, %v: %q, %q", err, bad, listed, pair)
	}
}
