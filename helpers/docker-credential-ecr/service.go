package main

import (
	"errors"
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
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// explainService explains an error response from Amazon by its code and by the service that
// returned it: ECR, or a service that was asked for the identity
// (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html).
func (s session) explainService(err error, service smithy.APIError) error {
	code, status := plainCode(service.ErrorCode()), statusOf(err)
	switch {
	case isThrottling(code), status == http.StatusTooManyRequests:
		return throttled(err)
	case status >= 500:
		return fault.New(fault.Upstream, "Amazon answered %s (status %d): try again", code, status)
	}
	switch asked := answeredBy(err); asked {
	case sso.ServiceID, ssooidc.ServiceID, signin.ServiceID:
		return s.explainLogin(asked, code)
	case "ECR", "ECR PUBLIC", sts.ServiceID:
	default:
		if s.kind == containerService {
			return fault.New(fault.Denied, "the container's credential service refused the request (%s, status %d): "+
				"check %s and its authorization token", code, status,
				firstSet("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"))
		}
	}
	switch code {
	case "ExpiredToken", "ExpiredTokenException":
		return fault.New(fault.LoginExpired, "the session of the %s has expired: renew it%s", s.label, s.renewal())
	case "AccessDenied", "AccessDeniedException":
		return s.denied(err, service)
	case "UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure":
		return fault.New(fault.Denied, "the keys of the %s do not exist in the partition %s: "+
			"check that they were not deleted and belong to this partition", s.label, s.registry.Partition)
	case "InvalidIdentityToken", "IDPRejectedClaim", "InvalidIdentityTokenException":
		return fault.New(fault.Denied, "the web identity token was not accepted for the role: "+
			"check the role's trust policy, and the issuer and audience of the token")
	case "RegionDisabledException":
		return fault.New(fault.Denied, "the region %s is not enabled for the account of the %s: enable it with `aws "+
			"account enable-region --region-name %s`", s.registry.Region, s.label, s.registry.Region)
	case "OptInRequired":
		return fault.New(fault.Denied, "the account of the %s is not subscribed to the service in %s: "+
			"complete its registration in Amazon's console", s.label, s.registry.Region)
	case "IncompleteSignature", "IncompleteSignatureException",
		"MissingAuthenticationToken", "MissingAuthenticationTokenException":
		return fault.New(fault.Denied, "Amazon cannot read the signature (%s): the key ID or session token of the %s "+
			"contains invalid characters: set it again", code, s.label)
	}
	if isSignatureError(code) {
		return fault.New(fault.Denied, "the signature of the %s is not accepted: "+
			"the secret does not belong to the key ID", s.label)
	}
	if status == http.StatusUnauthorized || status == http.StatusForbidden {
		return fault.New(fault.Denied, "Amazon refused the %s (%s, status %d): "+
			"check it with `aws sts get-caller-identity%s`%s", s.label, code, status, s.profileFlag(), clockNote(err))
	}
	return fault.New(fault.Upstream, "Amazon refused the request (%s): "+
		"check the identity with `aws sts get-caller-identity%s`%s", code, s.profileFlag(), clockNote(err))
}

// explainLogin explains a refusal by one of the login services.
func (s session) explainLogin(asked, code string) error {
	if asked == sso.ServiceID && code != "UnauthorizedException" {
		const unknown = "of its source profile"
		return fault.New(fault.Denied, "the SSO login of the %s has no access to the role %s in the account %s (%s): "+
			"check sso_role_name and sso_account_id, or ask for the role to be assigned",
			s.label, plain(or(s.shared.SSORoleName, unknown)), plain(or(s.shared.SSOAccountID, unknown)), code)
	}
	command := "aws sso login"
	if asked == signin.ServiceID {
		command = "aws login"
	}
	return fault.New(fault.LoginExpired, "the login of the %s has expired (%s): run `%s%s`", s.label, code, command,
		s.profileFlag())
}

// answeredBy returns the service that answered: the innermost one, if one request led
// to another.
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

// denied says who may not do what. Both are taken from Amazon's text, and nothing else
// of it is shown.
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
	remedy := "allow that action, for example with the policy AmazonEC2ContainerRegistryReadOnly"
	switch {
	case s.kind == podToken && strings.HasPrefix(what, "sts:"):
		remedy = "allow it in the role's trust policy for the cluster's issuer and this service account"
	case strings.HasPrefix(what, "sts:"):
		remedy = "allow it in the role's trust policy and for the caller"
	case s.registry.Public:
		remedy = "allow it together with sts:GetServiceBearerToken, for example with the policy " +
			"AmazonElasticContainerRegistryPublicReadOnly"
	}
	return fault.New(fault.Denied, "%s may not call %s: %s%s", who, what, remedy, clockNote(err))
}

// clockNote mentions the clock if it is off and may be the reason.
func clockNote(err error) string {
	if reply := responseOf(err); reply != nil {
		return tokenhttp.ClockNote(reply.Header)
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

// isSignatureError reports whether Amazon's code means a wrong signature or a wrong time.
func isSignatureError(code string) bool {
	return slices.Contains([]string{"InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed",
		"RequestExpired", "AuthFailure"}, code)
}

// plainCode returns an error code, or a placeholder if it is not a single word.
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
		return ": run `aws sso login" + s.profileFlag() + "`, or write new keys into the profile"
	case s.kind == keyPair:
		return ": set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to new values"
	}
	return ""
}
