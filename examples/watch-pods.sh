#!/bin/sh
# The subscription of watch-pods.ts with nothing but curl, as server-sent events:
#   PORTOLAN_SERVER=http://127.0.0.1:4000 PORTOLAN_TOKEN=... sh examples/watch-pods.sh
exec curl --silent --no-buffer "$PORTOLAN_SERVER/graphql" \
  --header "authorization: Bearer $PORTOLAN_TOKEN" \
  --header 'accept: text/event-stream' \
  --header 'content-type: application/json' \
  --data '{"query": "subscription { podChanges { type resourceVersion events { type object { metadata { namespace name } spec { nodeName } status { phase } } } } }"}'
