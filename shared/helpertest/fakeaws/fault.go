package fakeaws

import (
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// Fault answers a request instead of the service. Functions of this package return the usual
// faults; a test can also define its own.
type Fault func(http.ResponseWriter, Request)

// Refuse returns an error in the service's form: XML for sts, plain text for imds, JSON
// otherwise. The kind is what the SDK calls the error's code; if it is empty, so is the body.
func Refuse(status int, kind, message string) Fault {
	return RefuseFor(status, kind, message, 0)
}

// RefuseFor is Refuse with a time to wait: in seconds in HTTP's Retry-After, and in
// milliseconds in Amazon's X-Amz-Retry-After.
func RefuseFor(status int, kind, message string, retryAfter time.Duration) Fault {
	return func(w http.ResponseWriter, q Request) {
		if retryAfter > 0 {
			w.Header().Set("Retry-After", strconv.FormatFloat(math.Ceil(retryAfter.Seconds()), 'f', 0, 64))
			w.Header().Set("X-Amz-Retry-After", strconv.FormatInt(retryAfter.Milliseconds(), 10))
		}
		refuse(w, q, status, kind, message)
	}
}

func refuse(w http.ResponseWriter, q Request, status int, kind, message string) {
	if kind == "" {
		w.WriteHeader(status)
		return
	}
	switch q.Service {
	case STS:
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">`+
			element("Error", element("Type", "Sender"), element("Code", text(kind)), element("Message", text(message)))+
			element("RequestId", "fake")+"</ErrorResponse>")
	case IMDS:
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.TrimSuffix(kind+": "+message, ": "))
	default:
		body, _ := json.Marshal(errorBody(q.Service, kind, message))
		w.Header().Set("Content-Type", contentType(q.Service))
		w.Header().Set("X-Amzn-ErrorType", kind)
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}
}

// errorBody returns the error in the service's form of JSON. The additional fields of oidc are
// those of OAuth.
func errorBody(service, kind, message string) map[string]string {
	switch service {
	case Container:
		return map[string]string{"code": kind, "message": message}
	case OIDC:
		return map[string]string{"__type": kind, "error": oauthError(kind), "error_description": message}
	}
	return map[string]string{"__type": kind, "message": message}
}

// oauthError spells InvalidGrantException as invalid_grant.
func oauthError(kind string) string {
	var b strings.Builder
	for i, r := range strings.TrimSuffix(kind, "Exception") {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

func contentType(service string) string {
	switch service {
	case ECR, ECRPublic:
		return amzJSON
	case STS:
		return "text/xml"
	}
	return "application/json"
}

// Redirect answers with a redirect to target.
func Redirect(status int, target string) Fault {
	return func(w http.ResponseWriter, q Request) { faulty.Redirect(status, target)(w, q.http) }
}

// Body always answers with status 200 and the same body.
func Body(contentType, body string) Fault {
	return func(w http.ResponseWriter, q Request) { faulty.Answer(http.StatusOK, contentType, body)(w, q.http) }
}
