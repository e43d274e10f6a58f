// Package faulty has the ways in which a service's answer goes wrong, as handlers
// for the fakes on loopback.
package faulty

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// JSON is the type that most services answer with, and Opening how such an
// answer could begin that then goes on for as long as one likes, so that a parser
// has no reason to stop.
const (
	JSON    = "application/json"
	Opening = `{"message":"`
)

// Hang never answers. It ends when the client goes away or the server closes.
func Hang(_ http.ResponseWriter, r *http.Request) {
	<-r.Context().Done()
	panic(http.ErrAbortHandler) // to return would be an empty answer
}

// Drip answers one byte a second: always something new, never enough.
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

// Huge answers with up to 4 GiB, one long string.
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

// GzipBomb answers with 128 MiB of zeros, packed into a thousandth of it.
func GzipBomb(contentType string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb())
	}
}

// bomb repeats one packed MiB: a gzip file may have many members, and to pack
// all of it takes seconds, many with the race detector.
var bomb = sync.OnceValue(func() []byte {
	var member bytes.Buffer
	zip := gzip.NewWriter(&member)
	_, _ = zip.Write(make([]byte, 1<<20))
	_ = zip.Close()
	return bytes.Repeat(member.Bytes(), 1<<7)
})

// Reset promises 500 bytes, sends a few and breaks the connection with RST, not
// with FIN: the client's read fails instead of ending early.
func Reset(contentType, opening string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 500\r\n\r\n%s", contentType, opening)
		// Were it broken at once, the client could lose the header, too.
		time.Sleep(50 * time.Millisecond)
		if under, ok := conn.(interface{ NetConn() net.Conn }); ok {
			conn = under.NetConn() // TLS would say goodbye
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
}

// Redirect sends the client elsewhere.
func Redirect(status int, target string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", target)
		w.WriteHeader(status)
	}
}

// Answer is a fixed answer.
func Answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Throttle is a 429 that says when to come back.
func Throttle(after time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", strconv.Itoa(int(after.Seconds())))
		Answer(http.StatusTooManyRequests, JSON, `{"message":"CANARY-BODY"}`)(w, r)
	}
}
