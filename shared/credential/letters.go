package credential

// follows says how often one letter follows another in technical English, by first and
// second letter. '6' means as often as by chance; each step up or down means twice or
// half as often. The counts are from the words of Go's standard library and of the
// documents of a few hundred modules.
const follows = "" +
	"26763462604868161778554353" + "84547432743854751775732052" + // a b
	"83548337617643841658631140" + "75459454833554740674643340" + // c d
	"64785552413668354886354641" + "73457732912743832666722251" + // e f
	"73539466702647742864633234" + "83449312803454841657622152" + // g h
	"65766561113669751577160315" + "84458513645345854484747131" + // i j
	"74459554823656652485644252" + "83458321803733830266642172" + // k l
	"86449332813563781364632251" + "73777583724435641378552031" + // m n
	"55663551524679660866756331" + "83448345604733771867622140" + // o p
	"44554141431734543454954333" + "83569451805465741576553160" + // q r
	"62648437815554663378734150" + "72539326900533740776513260" + // s t
	"67666451603768471777210423" + "83439332812454740354432330" + // u v
	"83348437834547730774324321" + "74758535834453482558440753" + // w x
	"76657454733677682586545255" + "84439345714444732264524156" //   y z

// class is the kind of a token character.
type class int

const (
	mark class = iota
	lower
	upper
	digit
)

func classOf(c byte) class {
	switch {
	case c >= 'a' && c <= 'z':
		return lower
	case c >= 'A' && c <= 'Z':
		return upper
	case c >= '0' && c <= '9':
		return digit
	}
	return mark
}

// The weights are in bits: how much less likely a step is in a name than in random
// characters.
const (
	randomEnough = 12 // over at least randomLength characters: 3 of 100,000 random keys of 128 bits have less
	randomLength = 12
	randomAlways = 22
	randomWord   = 20 // letters: longer than words are
)

// looksRandom reports whether a run of token characters has a part that looks random, not like
// words, names, numbers and separators.
func looksRandom(run string) bool {
	sum, begin, part := 0, 0, 1 // part: number of letters since the last break
	for i := 1; i < len(run); i++ {
		if sum >= 0 {
			sum, begin = 0, i-1
		}
		weight, breaks := stepOf(run[i-1], run[i], part)
		if breaks {
			part = 0
		}
		part++
		sum += weight
		if part >= randomWord || sum <= -randomAlways || sum <= -randomEnough && i-begin >= randomLength-1 {
			return true
		}
	}
	return longHex(run)
}

// stepOf returns the weight of one character after another, and whether a new part of a
// name begins.
func stepOf(a, b byte, part int) (weight int, breaks bool) {
	switch from, to := classOf(a), classOf(b); {
	case from == mark || to == mark:
		return markWeight(a, b), true
	case from == digit && to == digit:
		return 0, false
	case from == digit:
		return -8, true // names end with digits, and rarely continue after them
	case to == digit:
		return -2, true
	case from == lower && to == upper && part < 3:
		return -7, true // aBcD
	case from == lower && to == upper:
		return -3, true // aNewWord
	default:
		weight = int(follows[int(a|0x20-'a')*26+int(b|0x20-'a')]) - '6'
		if from == upper && to == lower && part >= 2 {
			weight -= 2
		}
		return weight, false
	}
}

// markWeight returns the weight of a punctuation character. Dots, slashes, hyphens and
// underscores join names, others rarely do.
func markWeight(a, b byte) int {
	joins := func(c byte) bool { return c == '.' || c == '/' || c == '_' || c == '-' }
	if joins(a) || joins(b) || classOf(a) == classOf(b) {
		return 0
	}
	return -1
}

// longHex reports whether a run is a hexadecimal number that is too long for a name: a
// key or a digest.
func longHex(run string) bool {
	count := 0
	for i := 0; i < len(run); i++ {
		if c := run[i]; c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' {
			count++
		} else {
			count = 0
		}
		if count >= 20 {
			return true
		}
	}
	return false
}
