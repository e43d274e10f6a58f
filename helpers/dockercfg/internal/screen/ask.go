package screen

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/output"
)

// ErrNobody is a question that nobody is there to answer.
var ErrNobody = errors.New("standard input is no terminal, so nobody can be asked")

// Ask puts a question that is answered with yes or no; everything but yes is no.
// in has to be a terminal, too.
func (s *Screen) Ask(in io.Reader, question string) (bool, error) {
	if !s.terminal || !output.IsTerminal(in) {
		return false, ErrNobody
	}
	if err := Fprintf(s, "%s [y/N] ", question); err != nil {
		return false, err
	}
	line, err := bufio.NewReader(io.LimitReader(in, 100)).ReadString('\n')
	if err != nil && line == "" {
		return false, ErrNobody
	}
	answer := strings.ToLower(strings.TrimSpace(line))
	return answer == "y" || answer == "yes", nil
}
