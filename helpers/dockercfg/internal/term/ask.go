package term

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// ErrNoTerminal is the error for a question that no one can answer.
var ErrNoTerminal = errors.New("standard input is not a terminal, so no one can be asked")

// Ask asks a yes-or-no question; every answer except yes is no. in has to be a terminal
// as well.
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
