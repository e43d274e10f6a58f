package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// refusal is an error response from Entra. Only the number in its text is used
// (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
type refusal struct {
	number    int // after AADSTS; 0 if there is none
	reply     tokenhttp.Reply
	id        source
	assertion oidc.Token
}

func refusalOf(reply tokenhttp.Reply) *refusal {
	var document struct {
		Description string `json:"error_description"`
		Codes       []int  `json:"error_codes"`
	}
	_ = json.Unmarshal(reply.Body, &document)
	refused := &refusal{reply: reply, number: number(document.Description)}
	if refused.number == 0 && len(document.Codes) > 0 {
		refused.number = document.Codes[0]
	}
	return refused
}

// number returns the first AADSTS number in a text, or 0.
func number(text string) int {
	_, rest, _ := strings.Cut(text, "AADSTS")
	digits := 0
	for digits < len(rest) && digits < 9 && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	n, _ := strconv.Atoi(rest[:digits])
	return n
}

// Error implements error; anyAudience returns the explanation in the end.
func (refused *refusal) Error() string { return refused.explain().Error() }

// aboutAudience reports whether the refusal is about what was requested and not about who
// requested it: the tenant does not know the audience, or the identity may not have a token
// for it.
func (refused *refusal) aboutAudience() bool {
	return slices.Contains([]int{
		50001, 50105, 65001, 65004, 70011, 500011, 500014, 501051,
		650052, 650053, 650056, 650057, 1002012, 9002325,
	}, refused.number)
}

// explain says what to do about the numbers that occur in practice.
func (refused *refusal) explain() error {
	id := refused.id
	switch refused.number {
	case 0:
		return refused.unnumbered()
	case 7000215:
		return refused.fault(fault.LoginExpired, "the secret of the %s is not accepted: "+
			"set AZURE_CLIENT_SECRET to the secret's value, not to its ID, or create a new one with "+
			"`az ad app credential reset --id %s`", id.Label, id.client)
	case 7000222:
		return refused.fault(fault.LoginExpired, "the secret of the %s has expired: "+
			"create a new one with `az ad app credential reset --id %s`", id.Label, id.client)
	case 700016:
		return refused.fault(fault.Denied, "the client %s does not exist in the tenant %s: "+
			"check %s and %s with `az ad app show --id %s`",
			orInUse(id.client), orInUse(id.tenant), id.tenantBy, id.clientBy, orInUse(id.client))
	case 90002, 900023:
		return refused.fault(fault.Denied, "the tenant %s does not exist: check %s with `az account tenant list`",
			orInUse(id.tenant), id.tenantBy)
	case 700021, 700024, 70021, 700211, 700212, 700213, 700223:
		return refused.federated()
	case 50173, 700082, 70043, 70044, 50078, 50076, 50079, 50158, 50074, 50132, 50133, 50057, 65002:
		if id.kind == kindAz {
			return refused.fault(fault.LoginExpired, "the %s has expired: run `az login`", id.Label)
		}
	case 53000, 53001, 53002, 53003, 53004, 530003, 53011:
		return refused.fault(fault.Denied, "a conditional access policy of the tenant blocks the %s: ask the tenant's "+
			"administrator, or sign in from a machine that the policy allows", id.Label)
	}
	return refused.fault(fault.Denied, "Entra refused the %s: see https://login.microsoftonline.com/error?code=%d",
		id.Label, refused.number)
}

// federated shows the claims of a token that matches no federated credential. They are not
// secret, and the credential has to contain exactly the same text.
func (refused *refusal) federated() error {
	t := refused.assertion
	claims := fmt.Sprintf("issuer %s, subject %s, audience %s", fault.Printable(t.Issuer, 80),
		fault.Printable(t.Subject, 90), fault.Printable(strings.Join(t.Audience, ","), 50))
	if refused.number == 700024 {
		return refused.fault(fault.Denied, "the federated token is not valid at this time (%s): "+
			"have the platform write a new one, and check this machine's clock", claims)
	}
	return refused.fault(fault.Denied, "the client %s has no federated credential for %s: "+
		"run `az ad app federated-credential create --id %s`", refused.id.client, claims, refused.id.client)
}

// unnumbered explains a refusal without a number.
func (refused *refusal) unnumbered() error {
	switch status := refused.reply.Status; status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusBadRequest:
	default:
		return fault.New(fault.Upstream, "%s answered with status %d (%s): check %s",
			entraName, status, refused.reply.Kind(), refused.id.registry.check)
	}
	return fault.New(fault.Denied, "Entra refused the %s (status %d): check %s, %s and the secret%s",
		refused.id.Label, refused.reply.Status, refused.id.tenantBy, refused.id.clientBy,
		tokenhttp.ClockNote(refused.reply.Header))
}

func (refused *refusal) fault(code fault.Code, format string, args ...any) error {
	return fault.New(code, "%s (AADSTS%d)%s", fmt.Sprintf(format, args...), refused.number,
		tokenhttp.ClockNote(refused.reply.Header))
}

func orInUse(id string) string {
	if id == "" {
		return "in use"
	}
	return id
}
