package offline

import (
	"encoding/base64"
	"fmt"
	"testing"
	"time"
)

// TestEnded: a token that says that it is over is not answered; one that does not
// say so is.
func TestEnded(t *testing.T) {
	past, next := time.Now().Add(-time.Minute).Unix(), time.Now().Add(time.Minute).Unix()
	for claims, want := range map[string]bool{
		fmt.Sprintf(`{"iam_id":"x","exp":%d}`, past):                           true,
		fmt.Sprintf(`{ "iam_id" : "x" , "exp" : %d.5 , "a": [1]}`, past):       true,
		fmt.Sprintf(`{"exp":%d}`, next):                                        false,
		fmt.Sprintf(`{"account":{"exp":%d},"exp":%d}`, past, next):             false,
		fmt.Sprintf(`{"account":{"exp":%d,"a":["exp"]},"exp":%d}`, next, past): true,
		fmt.Sprintf(`{"a":"\"exp\":%d,{","exp":%d}`, past, next):               false,
		fmt.Sprintf(`{"a":"exp","b":%d}`, past):                                false,
		fmt.Sprintf(`{"exp":"%d"}`, past):                                      false,
		`{"exp":null}`:                                                         false, `{"exp":-5}`: false, `{}`: false, ``: false, `{"a":"\`: false, `{"exp"`: false, `{"exp":99999999999999999999999}`: false,
	} {
		if got := ended(jwt(claims), time.Now()); got != want {
			t.Errorf("%s: %v", claims, got)
		}
	}
	for _, opaque := range []string{"", "opaque", "a.b.c", "a..c", "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"exp":1}`))} {
		if ended(opaque, time.Now()) {
			t.Errorf("%q has ended", opaque)
		}
	}
	clear(t, "IC_IAM_TOKEN="+jwt(`{"exp":1}`))
	if id := find(t); id.Kind != Ended || id.Static.Secret != "" || !id.Configured {
		t.Errorf("%+v", id)
	}
}
