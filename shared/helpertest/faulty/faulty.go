// Package faulty provides HTTP handlers for the fakes, one for each way in which a service's
// answer can go wrong.
package faulty

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// JSON is the content type of most services. Opening is the beginning of an answer that can be
// continued without end, so that a parser has no reason to stop.
const (
	JSON    = "application/json"
	Opening = `{"message":"`
)

// Hang never answers. It returns when the client disconnects or the server closes.
func Hang(_ http.ResponseWriter, r *http.Request) {
	<-r.Context().Done()
	panic(http.ErrAbortHandler) // returning would send an empty answer
}

// Drip sends one byte a second, without end.
func Drip(contentType, opening string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		flush := http.NewResponseController(w).Flush
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for next := []byte(opening); ; next = append(next[1:], 'A') {
			if _, err := w.Write(next[:1]); err != nil || flush() != nil {
				return
			}
			select {
			case <-tick.C:
			case <-r.Context().Done():
				panic(http.ErrAbortHandler)
			}
		}
	}
}

const hugeSize = 4 << 30

// Huge sends up to 4 GiB, in one long string.
func Huge(status int, contentType, opening string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, err := io.WriteString(w, opening)
		chunk := bytes.Repeat([]byte("A"), 1<<16)
		for sent := 0; sent < hugeSize && err == nil; sent += len(chunk) {
			_, err = w.Write(chunk)
		}
	}
}

// GzipBomb sends 128 MiB of zeros, compressed to a thousandth of that.
func GzipBomb(contentType string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb())
	}
}

// bomb repeats one compressed MiB: a gzip file may have many members, and compressing
// everything takes seconds, and many more with the race detector.
var bomb = sync.OnceValue(func() []byte {
	var member bytes.Buffer
	zip := gzip.NewWriter(&member)
	_, _ = zip.Write(make([]byte, 1<<20))
	_ = zip.Close()
	return bytes.Repeat(member.Bytes(), 1<<7)
})

// Reset announces 500 bytes, sends a few, and closes the connection with RST instead of FIN,
// so that the client's read fails instead of ending early.
func Reset(contentType, opening string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		header := "HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\nContent-Length: 500\r\n\r\n"
		_, _ = io.WriteString(conn, header+opening)
		// Without the pause, the client could lose the header, too.
		time.Sleep(50 * time.Millisecond)
		if under, ok := conn.(interface{ NetConn() net.Conn }); ok {
			conn = under.NetConn() // TLS would send close_notify
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
}

// Redirect answers with a redirect to target.
func Redirect(status int, target string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", target)
		w.WriteHeader(status)
	}
}

// Answer always answers with the same status and body.
func Answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Throttle answers with status 429, and with the time to wait in Retry-After.
func Throttle(after time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", strconv.Itoa(int(after.Seconds())))
		Answer(http.StatusTooManyRequests, JSON, `{"message":"CANARY-BODY"}`)(w, r)
	}
}
