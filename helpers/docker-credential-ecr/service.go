package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/signin"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// ofService explains an error that Amazon answered, by its code and by the service
// that answered it: ECR, or one that was asked for the identity
// (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html).
func (s session) ofService(err error, service smithy.APIError) error {
	code, status := plainCode(service.ErrorCode()), statusOf(err)
	switch {
	case isThrottling(code), status == http.StatusTooManyRequests:
		return throttled(err)
	case status >= 500:
		return fault.New(fault.Upstream, "Amazon answered %s (status %d): try again", code, status)
	}
	switch asked := answeredBy(err); asked {
	case sso.ServiceID, ssooidc.ServiceID, signin.ServiceID:
		return s.ofLogin(asked, code)
	case "ECR", "ECR PUBLIC", sts.ServiceID:
	default:
		if s.kind == containerService {
			return fault.New(fault.Denied, "the container's service refuses to give credentials (%s, status %d): check %s and "+
				"its authorization token", code, status,
				firstSet("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"))
		}
	}
	switch code {
	case "ExpiredToken", "ExpiredTokenException":
		return fault.New(fault.LoginExpired, "the session of the %s has ended: renew it%s", s.label, s.renewal())
	case "AccessDenied", "AccessDeniedException":
		return s.denied(err, service)
	case "UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure":
		return fault.New(fault.Denied, "the partition %s does not know the keys of the %s: were they deleted, or are they "+
			"of another partition?", s.registry.Partition, s.label)
	case "InvalidIdentityToken", "IDPRejectedClaim", "InvalidIdentityTokenException":
		return fault.New(fault.Denied, "the web identity token was not accepted for the role: check the role's trust "+
			"policy, and issuer and audience of the token")
	case "RegionDisabledException":
		return fault.New(fault.Denied, "the region %s is not enabled for the account of the %s: enable it with `aws "+
			"account enable-region --region-name %s`", s.registry.Region, s.label, s.registry.Region)
	case "OptInRequired":
		return fault.New(fault.Denied, "the account of the %s is not subscribed to the service in %s: finish its "+
			"registration in Amazon's console", s.label, s.registry.Region)
	case "IncompleteSignature", "IncompleteSignatureException",
		"MissingAuthenticationToken", "MissingAuthenticationTokenException":
		return fault.New(fault.Denied, "Amazon cannot read the signature (%s): the key id or the session token of the %s "+
			"holds what is no part of it: set it again", code, s.label)
	}
	if ofSignature(code) {
		return fault.New(fault.Denied, "the signature of the %s is not accepted: the secret does not belong to the key "+
			"id", s.label)
	}
	if status == http.StatusUnauthorized || status == http.StatusForbidden {
		return fault.New(fault.Denied, "Amazon refuses the %s (%s, status %d): check it with `aws sts "+
			"get-caller-identity%s`%s", s.label, code, status, s.profileFlag(), clockNote(err))
	}
	return fault.New(fault.Upstream, "Amazon refused the request (%s): check the identity with `aws sts "+
		"get-caller-identity%s`%s", code, s.profileFlag(), clockNote(err))
}

// ofLogin explains what the service of a login refused.
func (s session) ofLogin(asked, code string) error {
	if asked == sso.ServiceID && code != "UnauthorizedException" {
		return fault.New(fault.Denied, "the SSO login of the %s has no access to the role %s in the account %s (%s): check "+
			"sso_role_name and sso_account_id, or have the role assigned",
			s.label, plain(or(s.shared.SSORoleName, "of its source profile")), plain(or(s.shared.SSOAccountID,
				"of its source profile")), code)
	}
	command := "aws sso login"
	if asked == signin.ServiceID {
		command = "aws login"
	}
	return fault.New(fault.LoginExpired, "the login of the %s has ended (%s): %s%s", s.label, code, command,
		s.profileFlag())
}

// answeredBy is the service that answered: the innermost of those that were asked for
// each other.
func answeredBy(err error) (service string) {
	for operation := (*smithy.OperationError)(nil); errors.As(err, &operation); err = operation.Err {
		service = operation.ServiceID
	}
	return service
}

func isThrottling(code string) bool {
	_, throttling := retry.DefaultThrottleErrorCodes[code]
	return throttling
}

func throttled(err error) error {
	if wait, ok := retryAfter(err); ok {
		return fault.New(fault.Throttled, "Amazon asks to wait %s before the next request", wait)
	}
	return fault.New(fault.Throttled, "Amazon received too many requests from this account: try again later")
}

// denied says who may not do what. Both stand in Amazon's text, and nothing else
// of it is taken.
func (s session) denied(err error, service smithy.APIError) error {
	who, what := s.label, "ecr:GetAuthorizationToken"
	switch asked := answeredBy(err); {
	case asked == sts.ServiceID && (s.kind == podToken || s.kind == webIdentity):
		what = "sts:AssumeRoleWithWebIdentity"
	case asked == sts.ServiceID:
		what = "sts:AssumeRole"
	case s.registry.Public:
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
	case s.kind == podToken && strings.HasPrefix(what, "sts:"):
		remedy = "allow it in the role's trust policy to the cluster's issuer and this service account"
	case strings.HasPrefix(what, "sts:"):
		remedy = "allow it in the role's trust policy and to the caller"
	case s.registry.Public:
		remedy = "allow it together with sts:GetServiceBearerToken, for instance with " +
			"AmazonElasticContainerRegistryPublicReadOnly"
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

// ofSignature tells the codes that Amazon answers to a signature, or to its time.
func ofSignature(code string) bool {
	return slices.Contains([]string{"InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed",
		"RequestExpired", "AuthFailure"}, code)
}

// plainCode keeps anything but a word out of an error.
func plainCode(code string) string {
	if code == "" || len(code) > 60 || strings.ContainsFunc(code,
		func(r rune) bool { return !(r|0x20 >= 'a' && r|0x20 <= 'z' || r == '.') }) {
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
