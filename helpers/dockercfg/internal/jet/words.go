package jet

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// quoted is the character that encoding/json quotes, which may be part of a secret.
var quoted = regexp.MustCompile(`'.*?' `)

// ParseFailure returns why a dockercfg cannot be parsed, with jet's own words if jet has
// any, since its users search for them: "failed to parse dockercfg: invalid character '_'
// after top-level value". err is our own parser's error, which has the position.
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
