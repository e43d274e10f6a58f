package main

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// ofService explains an error that Amazon answered, by its code
// (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html).
func (s session) ofService(err error, service smithy.APIError) error {
	code := plainCode(service.ErrorCode())
	switch code {
	case "ExpiredToken", "ExpiredTokenException":
		return fault.New(fault.LoginExpired, "the session of the %s has ended: renew it%s", s.label, s.renewal())
	case "AccessDenied", "AccessDeniedException":
		return s.denied(err, service)
	case "UnauthorizedException":
		return fault.New(fault.LoginExpired, "the SSO login of the %s has ended: aws sso login%s", s.label, s.profileFlag())
	case "UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure":
		return fault.New(fault.Denied, "the partition %s does not know the keys of the %s: were they deleted, or are they of another partition?", s.registry.Partition, s.label)
	case "InvalidIdentityToken", "IDPRejectedClaim", "InvalidIdentityTokenException":
		return fault.New(fault.Denied, "the web identity token was not accepted for the role: check the role's trust policy, and issuer and audience of the token")
	case "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown":
		return throttled(err)
	}
	if badSignature(err) {
		return fault.New(fault.Denied, "the signature of the %s is not accepted: the secret does not belong to the key id", s.label)
	}
	switch status := statusOf(err); {
	case status == http.StatusTooManyRequests:
		return throttled(err)
	case status >= 500:
		return fault.New(fault.Upstream, "Amazon answered %s (status %d): try again", code, status)
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return s.denied(err, service)
	}
	return fault.New(fault.Upstream, "Amazon refused the request (%s): check the identity with `aws sts get-caller-identity%s`%s", code, s.profileFlag(), clockNote(err))
}

func throttled(err error) error {
	if wait, ok := retryAfter(err); ok {
		return fault.New(fault.Throttled, "Amazon asks to wait %s: try again then", wait)
	}
	return fault.New(fault.Throttled, "Amazon is asked too often from this account: try again later")
}

// denied says who may not do what. Both stand in Amazon's text, and nothing else
// of it is taken.
func (s session) denied(err error, service smithy.APIError) error {
	who, what := s.label, "ecr:GetAuthorizationToken"
	if s.registry.Public {
		what = "ecr-public:GetAuthorizationToken"
	}
	words := strings.Fields(service.ErrorMessage())
	for i, word := range words {
		if isARN(word) && i > 0 && words[i-1] == "User:" {
			who = word
		}
		if i > 0 && words[i-1] == "perform:" && isAction(word) {
			what = word
		}
	}
	remedy := "allow that action, for instance with the policy AmazonEC2ContainerRegistryReadOnly"
	switch {
	case strings.HasPrefix(what, "sts:"):
		remedy = "allow it in the role's trust policy and to the caller"
	case s.registry.Public:
		remedy = "allow it together with sts:GetServiceBearerToken, for instance with AmazonElasticContainerRegistryPublicReadOnly"
	}
	return fault.New(fault.Denied, "%s may not call %s: %s%s", who, what, remedy, clockNote(err))
}

// clockNote says how far off the clock is, where that may be the reason.
func clockNote(err error) string {
	if off := clockOff(err); off != 0 {
		return fmt.Sprintf("; the clock is off by %d s", off)
	}
	return ""
}

func isARN(word string) bool {
	return strings.HasPrefix(word, "arn:aws") && len(word) < 200 && fault.Printable(word, 200) == word
}

func isAction(word string) bool {
	service, action, ok := strings.Cut(word, ":")
	letters := func(r rune) bool { return !(r|0x20 >= 'a' && r|0x20 <= 'z' || r == '-') }
	return ok && len(word) < 80 && !strings.ContainsFunc(service+action, letters)
}

func badSignature(err error) bool {
	text := err.Error()
	for _, code := range []string{"InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed", "RequestExpired", "AuthFailure"} {
		if strings.Contains(text, code) {
			return true
		}
	}
	return false
}

// plainCode keeps anything but a word out of an error.
func plainCode(code string) string {
	if code == "" || len(code) > 60 || strings.ContainsFunc(code, func(r rune) bool { return !(r|0x20 >= 'a' && r|0x20 <= 'z' || r == '.') }) {
		return "an unknown error"
	}
	return code
}

func (s session) renewal() string {
	switch {
	case s.kind == sharedProfile || s.kind == credentialProcess:
		return ": aws sso login" + s.profileFlag() + ", or write new keys into the profile"
	case s.kind == keyPair:
		return ": set new values of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
	}
	return ""
}
