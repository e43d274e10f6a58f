package minting

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// A failure is left for those who waited for its outcome, so that two hundred
// processes do not repeat it one after the other. It is of no use to others.
const (
	failedHead   = "dockercfg failure 1"
	failedFor    = 5 * time.Second
	notFoundWord = "not-found"
)

// failedFile lies beside the key's token.
func failedFile(key tokencache.Key) string {
	return strings.TrimSuffix(key.File(), tokencache.Suffix) + tokencache.FailedSuffix
}

// keepFailure leaves an error's code and text, which hold no secret.
func (c *cache) keepFailure(ctx context.Context, key tokencache.Key, err error) {
	if !c.open {
		return
	}
	process.Prepare(ctx)
	word, text := notFoundWord, ""
	if !errors.Is(err, fault.ErrNotFound) {
		word, text, _ = strings.Cut(fault.Line(err), ": ")
	}
	lines := []string{failedHead, strconv.FormatInt(time.Now().UnixNano(), 10), word, text, ""}
	_ = c.dir.Write(failedFile(key), []byte(strings.Join(lines, "\n"))) // it only spares others a request
}

// failure is one that came about after a moment and is not old.
func (c *cache) failure(key tokencache.Key, after time.Time) error {
	data, _, err := c.dir.Read(failedFile(key), 4<<10)
	if err != nil {
		return nil
	}
	lines := strings.Split(string(data), "\n")
	if len(lines) != 5 || lines[0] != failedHead || lines[4] != "" {
		return nil
	}
	nano, err := strconv.ParseInt(lines[1], 10, 64)
	at := time.Unix(0, nano)
	if err != nil || at.Before(after) || time.Since(at) > failedFor {
		return nil
	}
	switch {
	case lines[2] == notFoundWord:
		return fault.ErrNotFound
	case fault.Known(lines[2]):
		return fault.New(fault.Code(lines[2]), "%s", fault.Printable(lines[3], 400))
	}
	return nil
}
