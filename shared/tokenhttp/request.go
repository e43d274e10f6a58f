package tokenhttp

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// MaxLife is the longest lifetime that is accepted for a token.
const MaxLife = longest

// PostForm posts a form and asks for a JSON response, with the retries and errors of Ask.
func (p Peer) PostForm(ctx context.Context, address string, form url.Values) (Reply, error) {
	body := form.Encode()
	return p.Ask(ctx, New(Within(ctx)), func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
		if err == nil {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Accept", "application/json")
		}
		return request, err
	})
}

// GetJSON requests a JSON response, with the retries and errors of Ask. authorize adds
// the credential to each request.
func (p Peer) GetJSON(ctx context.Context, address string, authorize func(*http.Request)) (Reply, error) {
	return p.Ask(ctx, New(Within(ctx)), func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err == nil {
			authorize(request)
			request.Header.Set("Accept", "application/json")
		}
		return request, err
	})
}

// ClockNote returns "; the clock is off by N s" if this machine's clock differs from the
// server's. It is for the end of an error that the clock may have caused. Otherwise it
// returns "".
func ClockNote(header http.Header) string {
	if off := ClockOff(header); off != 0 {
		return fmt.Sprintf("; the clock is off by %d s", off)
	}
	return ""
}
