// The address of one comment: leads to the request on whose page it stands, with the comment in sight.

import { useQuery } from '@tanstack/react-query';
import { Navigate, useParams } from '@tanstack/react-router';
import { PageFrame } from '../../ui/Shell';
import { words } from '../../words';
import { Trouble } from '../house/Trouble';
import { commentQuery } from './queries';

export function CommentPage() {
  const { commentId } = useParams({ from: '/house/comments/$commentId' });
  const comment = useQuery(commentQuery(commentId));
  if (comment.isError) return <Trouble error={comment.error} />;
  if (comment.data === undefined) return <PageFrame title={words.loading}>{null}</PageFrame>;
  return <Navigate to="/requests/$requestId" params={{ requestId: comment.data.request_id }} search={{ comment: commentId }} replace />;
}
