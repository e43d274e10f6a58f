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

// refusal is Entra's "no". Of its text only the number is taken
// (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
type refusal struct {
	number    int // of AADSTS; 0 for none
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
	no := &refusal{reply: reply, number: number(document.Description)}
	if no.number == 0 && len(document.Codes) > 0 {
		no.number = document.Codes[0]
	}
	return no
}

// number is the first AADSTS number in a text.
func number(text string) int {
	_, rest, _ := strings.Cut(text, "AADSTS")
	digits := 0
	for digits < len(rest) && digits < 9 && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	n, _ := strconv.Atoi(rest[:digits])
	return n
}

// Error is the explanation, which anyAudience asks for in the end.
func (no *refusal) Error() string { return no.explain().Error() }

// ofAudience tells a refusal of what was asked for, not of who asked: the tenant
// does not know the audience, or the identity may not have a token for it.
func (no *refusal) ofAudience() bool {
	return slices.Contains([]int{50001, 50105, 65001, 65004, 70011, 500011, 500014, 501051, 650052, 650053, 650056, 650057, 1002012, 9002325}, no.number)
}

// explain says what to do about the numbers that are met in practice.
func (no *refusal) explain() error {
	id := no.id
	switch no.number {
	case 0:
		return no.unnumbered()
	case 7000215:
		return no.fault(fault.LoginExpired,
			"the secret of the %s is not accepted: set AZURE_CLIENT_SECRET to the secret's value, not its id, or create a new"+
				" one with `az ad app credential reset --id %s`", id.Label, id.client)
	case 7000222:
		return no.fault(fault.LoginExpired,
			"the secret of the %s has expired: create a new one with `az ad app credential reset --id %s`", id.Label, id.client)
	case 700016:
		return no.fault(fault.Denied,
			"the tenant %s does not know the client %s: check %s and %s with `az ad app show --id %s`",
			or(id.tenant), or(id.client), id.tenantBy, id.clientBy, or(id.client))
	case 90002, 900023:
		return no.fault(fault.Denied, "the tenant %s is not known: check %s with `az account tenant list`", or(id.tenant), id.tenantBy)
	case 700021, 700024, 70021, 700211, 700212, 700213, 700223:
		return no.federated()
	case 50173, 700082, 70043, 70044, 50078, 50076, 50079, 50158, 50074, 50132, 50133, 50057, 65002:
		if id.kind == kindAz {
			return no.fault(fault.LoginExpired, "the %s has expired: az login", id.Label)
		}
	case 53000, 53001, 53002, 53003, 53004, 530003, 53011:
		return no.fault(fault.Denied,
			"a conditional access policy of the tenant does not let the %s in: ask the administrator of the tenant, or sign"+
				" in from a machine that it allows", id.Label)
	}
	return no.fault(fault.Denied, "Entra refuses the %s: see https://login.microsoftonline.com/error?code=%d", id.Label, no.number)
}

// federated shows the claims of a token that matches no federated credential.
// They are no secret, and are what the credential has to say, letter by letter.
func (no *refusal) federated() error {
	t := no.assertion
	claims := fmt.Sprintf("issuer %s, subject %s, audience %s", fault.Printable(t.Issuer, 80),
		fault.Printable(t.Subject, 90), fault.Printable(strings.Join(t.Audience, ","), 50))
	if no.number == 700024 {
		return no.fault(fault.Denied,
			"the federated token is not valid at this time (%s): have the platform write a new one, and check this machine's clock",
			claims)
	}
	return no.fault(fault.Denied,
		"the client %s has no federated credential for %s: az ad app federated-credential create --id %s",
		no.id.client, claims, no.id.client)
}

// unnumbered is a refusal that is not of Entra's form.
func (no *refusal) unnumbered() error {
	if status := no.reply.Status; status != http.StatusUnauthorized && status != http.StatusForbidden && status != http.StatusBadRequest {
		return fault.New(fault.Upstream,
			"%s answered with status %d (%s): check %s", entraName, status, no.reply.Kind(), no.id.registry.check)
	}
	return fault.New(fault.Denied,
		"Entra refuses the %s (status %d): check %s, %s and the secret%s",
		no.id.Label, no.reply.Status, no.id.tenantBy, no.id.clientBy, clockNote(no.reply.Header))
}

func (no *refusal) fault(code fault.Code, format string, args ...any) error {
	return fault.New(code, "%s (AADSTS%d)%s", fmt.Sprintf(format, args...), no.number, clockNote(no.reply.Header))
}

func or(id string) string {
	if id == "" {
		return "in use"
	}
	return id
}

// clockNote says how far off the clock is, where that may be the reason.
func clockNote(header http.Header) string {
	if off := tokenhttp.ClockOff(header); off != 0 {
		return fmt.Sprintf("; the clock is off by %d s", off)
	}
	return ""
}
