package offline

import (
	"errors"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// Profile is a trusted profile, in one of the forms in which it is named
// (https://cloud.ibm.com/docs/account?topic=account-create-trusted-profile).
// The zero value is none.
type Profile struct {
	ID, CRN, Name string
	Account       string // of a profile that a key takes on by its name
}

// Text is the profile in the form in which it is named; "" is none.
func (p Profile) Text() string { return p.ID + p.CRN + p.Name }

// id tells profiles apart. No part of it holds a line break.
func (p Profile) id() string {
	return "id " + p.ID + "\ncrn " + p.CRN + "\nname " + p.Name + "\naccount " + p.Account + "\n"
}

// words are the profile's part of a source's words.
func (p Profile) words() string {
	if p.Text() == "" {
		return ""
	}
	return " for profile " + p.Text()
}

// profile reads a variable that may hold any of the forms.
func profile(text, where string) (Profile, error) {
	p := Profile{Name: text}
	switch {
	case ascii.HasPrefix(text, "Profile-"):
		p = Profile{ID: text}
	case ascii.HasPrefix(text, "crn:"):
		p = Profile{CRN: text}
	}
	return p, checkLine(text, where)
}

// checkLine refuses line breaks and other control characters.
func checkLine(text, where string) error {
	for i := 0; i < len(text); i++ {
		if text[i] < ' ' || text[i] == 0x7f {
			return errors.New(where + " has a control character: write it on one line")
		}
	}
	if len(text) > 500 {
		return errors.New(where + " is longer than 500 bytes: name the profile by its id")
	}
	return nil
}
