package minting

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/cachedir"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// If the result of an exchange is not cached (a failure, or a token from another program
// or without an expiry time), it is handed to the processes that were waiting when the
// exchange began, if they would have made the same request. So two hundred processes do
// not repeat it one after the other, and the code of an MFA device is requested once.
const (
	handedHead   = "dockercfg result 2\n"
	handedFor    = 5 * time.Second
	notFoundWord = "not-found"
	tokenWord    = "token"
)

// cache is the cache directory, in which results are handed over too.
type cache struct{ *cachedir.Cache }

func openCache(ctx context.Context, p warm.Provider, environ []string, name registry.Name) cache {
	return cache{cachedir.Open(ctx, p, environ, name)}
}

// errNoResult means that there is no result for this process.
var errNoResult = errors.New("no result is handed over")

func (c cache) handedFile() string {
	return strings.TrimSuffix(c.Question.File(), tokencache.Suffix) + tokencache.ResultSuffix
}

// handOver writes a result for the waiting processes, if there are any.
func (c cache) handOver(
	ctx context.Context, turn *lock, asker string, began time.Time, made credential.Credential, err error,
) {
	if turn == nil || !turn.others() {
		return
	}
	process.Prepare(ctx)
	word, text := tokenWord, ""
	switch {
	case errors.Is(err, fault.ErrNotFound):
		word = notFoundWord
	case err != nil:
		word, text, _ = strings.Cut(fault.Line(err), ": ")
	}
	out := []byte(handedHead)
	for _, field := range []string{
		c.callerKey(asker), nanos(began), nanos(time.Now()), word, text,
		made.Username, made.Secret.Reveal(), string(made.Kind), nanos(made.Expires),
	} {
		out = tokencache.AppendField(out, field)
	}
	out = append(out, c.Key.Digest(string(out))...)
	_ = c.Dir.Write(c.handedFile(), out) // errors are ignored: without the file, each process makes a request
}

// callerKey returns a digest of everything that determines a process's own result: its
// whole environment, working directory, rule and machine.
func (c cache) callerKey(asker string) string {
	dir, err := os.Getwd()
	if err != nil {
		dir = "unknown " + nanos(time.Now())
	}
	environ := strings.Join(c.Environ, "\x00")
	return c.Key.Digest(environ + "\x00" + dir + "\x00" + asker + "\x00" + tokencache.MachineID())
}

// handed returns the result of an exchange that began after this process started, or
// errNoResult. The last process that takes the result removes it.
func (c cache) handed(turn *lock, asker string, after time.Time) (*credential.Credential, error) {
	data, _, err := c.Dir.Read(c.handedFile(), tokencache.Max)
	if err != nil {
		return nil, errNoResult
	}
	f, ok := handedFields(c.Key, string(data))
	if !ok || f[0] != c.callerKey(asker) || !moment(f[1]).After(after) || time.Since(moment(f[2])) > handedFor {
		return nil, errNoResult
	}
	turn.leave() // before others: of two processes that take it at the same time, one is the last
	if !turn.others() {
		_ = c.Remove(c.handedFile())
	}
	switch word := f[3]; {
	case word == tokenWord:
		made := &credential.Credential{Username: f[5], Secret: credential.Secret(f[6]), Kind: credential.Kind(f[7])}
		if f[8] != "" {
			made.Expires = moment(f[8])
		}
		return made, nil
	case word == notFoundWord:
		return nil, fault.ErrNotFound
	case fault.Known(word):
		return nil, fault.New(fault.Code(word), "%s", fault.Printable(f[4], 400))
	}
	return nil, errNoResult
}

// handedFields parses a result.
func handedFields(k tokencache.Key, text string) (f [9]string, ok bool) {
	if len(text) < len(handedHead)+tokencache.DigestSize || !ascii.HasPrefix(text, handedHead) {
		return f, false
	}
	text, sum := text[:len(text)-tokencache.DigestSize], text[len(text)-tokencache.DigestSize:]
	if k.Digest(text) != sum {
		return f, false
	}
	text = text[len(handedHead):]
	for i := range f {
		if f[i], text, ok = tokencache.CutField(text); !ok {
			return f, false
		}
	}
	return f, text == ""
}

// nanos formats a time in nanoseconds; "" for the zero time.
func nanos(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixNano(), 10)
}

func moment(text string) time.Time {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(0, n)
}
