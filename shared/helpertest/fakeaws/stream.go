package fakeaws

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Hang never answers. It ends when the client goes away or the server closes.
func Hang() Fault {
	return func(_ http.ResponseWriter, q Request) {
		<-q.http.Context().Done()
		panic(http.ErrAbortHandler) // to return would be an empty answer
	}
}

// Drip answers one byte a second: always something new, never enough.
func Drip() Fault {
	return func(w http.ResponseWriter, q Request) {
		w.Header().Set("Content-Type", contentType(q.Service))
		flush := http.NewResponseController(w).Flush
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for next := []byte(opening(q.Service)); ; next = append(next[1:], 'A') {
			if _, err := w.Write(next[:1]); err != nil || flush() != nil {
				return
			}
			select {
			case <-tick.C:
			case <-q.http.Context().Done():
				panic(http.ErrAbortHandler)
			}
		}
	}
}

// opening is how an answer could begin that then goes on for as long as one
// likes, so that a parser has no reason to stop.
func opening(service string) string {
	if service == STS {
		return "<Response><Message>"
	}
	return `{"message":"`
}

const hugeSize = 4 << 30

// Huge answers with up to 4 GiB, one long string.
func Huge(status int) Fault {
	return func(w http.ResponseWriter, q Request) {
		w.Header().Set("Content-Type", contentType(q.Service))
		w.WriteHeader(status)
		_, err := io.WriteString(w, opening(q.Service))
		chunk := bytes.Repeat([]byte("A"), 1<<16)
		for sent := 0; sent < hugeSize && err == nil; sent += len(chunk) {
			_, err = w.Write(chunk)
		}
	}
}

// GzipBomb answers with 128 MiB of zeros, packed into a thousandth of it.
func GzipBomb() Fault {
	return func(w http.ResponseWriter, q Request) {
		w.Header().Set("Content-Type", contentType(q.Service))
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

// Reset promises 500 bytes, sends a few and breaks the connection with RST,
// not with FIN: the client's read fails instead of ending early.
func Reset() Fault {
	return func(w http.ResponseWriter, q Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer conn.Close()
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 500\r\n\r\n%s",
			contentType(q.Service), opening(q.Service))
		// Were it broken at once, the client could lose the header, too.
		time.Sleep(50 * time.Millisecond)
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	}
}
