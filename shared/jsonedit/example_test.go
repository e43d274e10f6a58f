package jsonedit_test

import (
	"fmt"

	"github.com/dockercfg/dockercfg/shared/jsonedit"
)

func ExampleDocument() {
	document, err := jsonedit.Parse([]byte(`{
  "auths": {"ghcr.io": {}},   "detachKeys": "ctrl-e"
}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := document.Set("auto", "credsStore"); err != nil {
		fmt.Println(err)
		return
	}
	if err := document.Delete("auths", "ghcr.io"); err != nil {
		fmt.Println(err)
		return
	}
	text, err := document.Bytes()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))
	// Output:
	// {
	//   "auths": {},   "detachKeys": "ctrl-e",
	//   "credsStore": "auto"
	// }
}
