package jet

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// quoted is the character that encoding/json names, which may be of a secret.
var quoted = regexp.MustCompile(`'.*?' `)

// ParseFailure is why a dockercfg cannot be read, in the words of jet where it has
// some, since its users search for them: "failed to parse dockercfg: invalid
// character '_' after top-level value". err is our own reader's, with the place.
func ParseFailure(content []byte, err error) error {
	var syntax *json.SyntaxError
	var place *strictjson.Error
	var any any
	if !errors.As(json.Unmarshal(content, &any), &syntax) || !errors.As(err, &place) {
		return fmt.Errorf("failed to parse dockercfg: %w", err)
	}
	return fmt.Errorf("failed to parse dockercfg: %s (line %d, column %d): the file is damaged, or was encrypted with"+
		" another AES key",
		quoted.ReplaceAllString(syntax.Error(), "'_' "), place.Line, place.Column)
}
