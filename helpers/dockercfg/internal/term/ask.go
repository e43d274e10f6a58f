package term

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// ErrNoTerminal is a question that nobody is there to answer.
var ErrNoTerminal = errors.New("standard input is not a terminal, so no one can be asked")

// Ask puts a question that is answered with yes or no; everything but yes is no.
// in has to be a terminal, too.
func (s *Screen) Ask(in io.Reader, question string) (bool, error) {
	if !s.terminal || !IsTerminal(in) {
		return false, ErrNoTerminal
	}
	if err := Fprintf(s, "%s [y/N] ", question); err != nil {
		return false, err
	}
	line, err := bufio.NewReader(io.LimitReader(in, 100)).ReadString('\n')
	if err != nil && line == "" {
		return false, ErrNoTerminal
	}
	answer := strings.ToLower(strings.TrimSpace(line))
	return answer == "y" || answer == "yes", nil
}
