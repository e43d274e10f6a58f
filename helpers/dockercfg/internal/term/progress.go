package term

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dockercfg/dockercfg/shared/printable"
)

// Progress is a line on a terminal that is overwritten: how many of several things are
// done, and which are waited for. It appears only if the work takes a while.
type Progress struct {
	screen  *Screen
	mu      sync.Mutex
	what    string
	total   int
	waiting []string
	shown   bool
	ticker  *time.Ticker
	end     chan struct{}
}

// patience is how long work takes before the line appears.
const patience = 700 * time.Millisecond

// Progress starts a progress line for names; what is the word for them, such as
// "registries". Nothing is shown on anything but a terminal.
func (s *Screen) Progress(what string, names []string) *Progress {
	p := &Progress{screen: s, what: what, total: len(names), waiting: slices.Clone(names), end: make(chan struct{})}
	if !s.terminal {
		return p
	}
	p.ticker = time.NewTicker(patience)
	go func() {
		for {
			select {
			case <-p.ticker.C:
				p.show()
			case <-p.end:
				return
			}
		}
	}()
	return p
}

// Done marks one of the names as done.
func (p *Progress) Done(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.Index(p.waiting, name); i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	}
}

func (p *Progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiting) == 0 {
		return
	}
	p.shown = true
	fmt.Fprint(p.screen, "\r\x1b[K"+p.line(p.screen.width()))
}

// line returns the line, shorter than the given number of columns.
func (p *Progress) line(columns int) string {
	line := fmt.Sprintf("%d of %d %s, waiting for ", p.total-len(p.waiting), p.total, p.what)
	rest := ""
	if more := len(p.waiting) - 3; more > 0 {
		rest = fmt.Sprintf(" and %d more", more)
	}
	names := printable.Line(strings.Join(p.waiting[:min(len(p.waiting), 3)], ", "))
	return line + printable.Cut(names, max(columns-len(line)-len(rest)-1, 10)) + rest
}

// End removes the line.
func (p *Progress) End() {
	if p.ticker == nil {
		return
	}
	p.ticker.Stop()
	close(p.end)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.screen, "\r\x1b[K")
		p.shown = false
	}
}
