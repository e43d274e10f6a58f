package fakeaws

import (
	"net/http"

	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// Hang never answers.
func Hang() Fault { return func(w http.ResponseWriter, q Request) { faulty.Hang(w, q.http) } }

// Drip sends one byte a second.
func Drip() Fault {
	return func(w http.ResponseWriter, q Request) {
		faulty.Drip(contentType(q.Service), opening(q.Service))(w, q.http)
	}
}

// opening returns the beginning of an answer of the service.
func opening(service string) string {
	if service == STS {
		return "<Response><Message>"
	}
	return faulty.Opening
}

// Huge sends up to 4 GiB.
func Huge(status int) Fault {
	return func(w http.ResponseWriter, q Request) {
		faulty.Huge(status, contentType(q.Service), opening(q.Service))(w, q.http)
	}
}

// GzipBomb sends 128 MiB of zeros, compressed.
func GzipBomb() Fault {
	return func(w http.ResponseWriter, q Request) { faulty.GzipBomb(contentType(q.Service))(w, q.http) }
}

// Reset resets the connection in the middle of an answer.
func Reset() Fault {
	return func(w http.ResponseWriter, q Request) {
		faulty.Reset(contentType(q.Service), opening(q.Service))(w, q.http)
	}
}
