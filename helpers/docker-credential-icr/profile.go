package main

import "strings"

// profile is a trusted profile, in one of the forms in which it can be given
// (https://cloud.ibm.com/docs/account?topic=account-create-trusted-profile). The zero value
// means no profile.
type profile struct {
	id, crn, name string
	account       string // of a profile that a key assumes by its name
	from          setting
}

// text returns the profile as it was given, or "".
func (p profile) text() string { return p.id + p.crn + p.name }

// label returns the profile's part of an identity's label.
func (p profile) label() string {
	if p.text() == "" {
		return ""
	}
	return " for profile " + p.text()
}

// profileOf parses a setting that may contain any of the forms.
func profileOf(s setting) (profile, error) {
	p := profile{name: s.value, from: s}
	switch {
	case strings.HasPrefix(s.value, "Profile-"):
		p = profile{id: s.value, from: s}
	case strings.HasPrefix(s.value, "crn:"):
		p = profile{crn: s.value, from: s}
	}
	return p, p.check()
}

// check returns an error for control characters, such as line breaks, and for long texts.
func (p profile) check() error {
	text := p.text() + p.account
	if strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		return p.from.mistake("contains a control character: write it on one line")
	}
	if len(text) > 500 {
		return p.from.mistake("is longer than 500 bytes: set it to the profile's ID")
	}
	return nil
}
