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

// Fault answers in a service's place. Those of this package are made by the
// functions that return one; a test can bring its own.
type Fault func(http.ResponseWriter, Request)

// Refuse is an error in the service's own form: JSON, XML from sts, plain text
// from imds. The type is what the SDK calls the error's code. Without a type
// the body is empty.
func Refuse(status int, kind, message string) Fault {
	return RefuseFor(status, kind, message, 0)
}

// RefuseFor also says when to come back: in seconds as HTTP has it, and in the
// milliseconds of Amazon's own X-Amz-Retry-After.
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

// errorBody: three dialects of JSON. What oidc says besides is OAuth's.
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

// Redirect sends the client elsewhere.
func Redirect(status int, target string) Fault {
	return func(w http.ResponseWriter, q Request) { faulty.Redirect(status, target)(w, q.http) }
}

// Body is a fixed answer with status 200.
func Body(contentType, body string) Fault {
	return func(w http.ResponseWriter, q Request) { faulty.Answer(http.StatusOK, contentType, body)(w, q.http) }
}
