package protocol

import (
	"io"
	"log/slog"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
)

// Debug turns the log on if setting is "1", and off otherwise. Secrets are redacted
// because of their type. Since libraries may log secrets as text, values under a
// revealing key and anything that looks like a token are removed too.
func Debug(setting string, to io.Writer) {
	var handler slog.Handler = slog.DiscardHandler
	if setting == "1" {
		handler = slog.NewTextHandler(to, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: redact})
	}
	slog.SetDefault(slog.New(handler))
}

func redact(_ []string, a slog.Attr) slog.Attr {
	key := strings.ToLower(a.Key)
	for _, telling := range []string{"secret", "password", "token", "authorization", "key"} {
		if strings.Contains(key, telling) {
			return slog.String(a.Key, "[redacted]")
		}
	}
	switch v := a.Value.Any().(type) {
	case string:
		if a.Key == slog.MessageKey || a.Key == "asked" || a.Key == "registry" {
			return a
		}
		return slog.String(a.Key, credential.Scrub(v, 400))
	case error:
		return slog.String(a.Key, credential.Scrub(v.Error(), 400))
	}
	return a
}
