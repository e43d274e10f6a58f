// Package envname reads credentials out of environment variables. A registry's
// name becomes part of a variable's name by a code that can be undone: other
// programs write both `.` and `-` as `_` and fall back to parent domains, so
// that one registry's variables answer for another's.
package envname

import "strings"

// code is the characters of `host[:port]` that no variable name holds.
var code = strings.NewReplacer(".", "__", "-", "_2D_", ":", "_3A_", "_", "_5F_", "[", "_5B_", "]", "_5D_")

// Encode writes `host[:port]` as part of a variable's name:
// `my-registry.example:5000` is `my_2D_registry__example_3A_5000`.
// Two different hosts never give one name.
func Encode(host string) string { return code.Replace(strings.ToLower(host)) }

// Decode undoes Encode, for a name as it stands or all upper-case. Anything
// that Encode does not write is not decoded.
func Decode(name string) (string, bool) {
	var out strings.Builder
	for rest := name; rest != ""; {
		plain, after, found := strings.Cut(rest, "_")
		out.WriteString(strings.ToLower(plain))
		if !found {
			break
		}
		char, width := special(after)
		if width == 0 {
			return "", false
		}
		out.WriteByte(char)
		rest = after[width:]
	}
	host := out.String()
	encoded := Encode(host)
	return host, host != "" && (encoded == name || strings.ToUpper(encoded) == name)
}

func special(after string) (char byte, width int) {
	if strings.HasPrefix(after, "_") {
		return '.', 1
	}
	for hex, char := range map[string]byte{"2D_": '-', "3A_": ':', "5F_": '_', "5B_": '[', "5D_": ']'} {
		if strings.HasPrefix(after, hex) {
			return char, len(hex)
		}
	}
	return 0, 0
}
